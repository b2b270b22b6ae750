//! Random config.js, from what people write and some that they do not.

use super::generate::Random;

const KEYS: [&str; 12] = [
    "hosts",
    "bosh",
    "websocket",
    "domain",
    "muc",
    "focus",
    "p2p",
    "stunServers",
    "enabled",
    "lobby",
    "toolbarButtons",
    "'quoted-key'",
];
const WORDS: [&str; 9] = [
    "meet.example.com",
    "conference.",
    "https://",
    "/http-bind",
    "",
    "tru\\u0065",
    "it\\'s",
    "5",
    "stun:a.b:443",
];
/// What takes the place of a sign when a text is damaged.
const SIGNS: [&str; 14] = ["'", "\"", "{", "}", "(", ")", "[", "]", ",", ";", "=", ":", ".", "\n"];

struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    depth: usize,
    variables: Vec<String>,
    made: usize,
    strict: bool,
}

/// The scripts of a page.
pub fn page(random: &mut Random) -> Vec<String> {
    let mut writer =
        Writer { random, text: String::new(), depth: 0, variables: Vec::new(), made: 0, strict: false };
    let mut scripts = vec![writer.first_script()];
    if writer.random.chance(4) {
        scripts.push(writer.later_script());
    }
    if random.chance(5) {
        let at = random.below(scripts.len());
        scripts[at] = random.damage(&scripts[at], &SIGNS);
    }
    scripts
}

impl Writer<'_> {
    fn first_script(&mut self) -> String {
        if self.random.chance(12) {
            self.line("'use strict';");
            self.strict = true;
        }
        if self.random.chance(4) {
            self.line("var subdomain = '<!--# echo var=\"subdomain\" default=\"\" -->';");
            self.variables.push("subdomain".to_owned());
        }
        if self.random.chance(6) {
            self.line("var subdir = '<!--# echo var=\"subdir\" default=\"x/\" -->';");
            self.line("if (subdir.startsWith('<!--')) { subdir = ''; }");
            self.variables.push("subdir".to_owned());
        }
        for _ in 0..self.random.below(3) {
            self.variable();
        }
        let object = self.object(3);
        let word = self.random.pick(&["var", "var", "var", "var", "let", "const", ""]);
        let word = if self.strict && word.is_empty() { "var" } else { word };
        self.line(&format!("{word} config = {object};"));
        for _ in 0..self.random.below(7) {
            self.statement();
        }
        if self.random.chance(8) {
            let object = self.object(1);
            self.line(&format!("var interfaceConfig = {object};"));
        }
        std::mem::take(&mut self.text)
    }

    fn later_script(&mut self) -> String {
        self.strict = false;
        for _ in 0..1 + self.random.below(4) {
            self.statement();
        }
        std::mem::take(&mut self.text)
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(&"    ".repeat(self.depth));
        self.text.push_str(text);
        let end = self.random.pick(&["\n", "\n", "\n", " // note\n", " /* note */\n", "\n\n", " "]);
        // Without its semicolon a statement needs a line of its own.
        let end = if text.ends_with(';') || text.ends_with('}') { end } else { "\n" };
        self.text.push_str(end);
    }

    fn variable(&mut self) {
        self.made += 1;
        let name = format!("v{}", self.made);
        let value = self.expression(2);
        let word = self.random.pick(&["var", "var", "let", "const"]);
        self.line(&format!("{word} {name} = {value};"));
        // A variable of an inner block is gone after it.
        if self.depth == 0 || word == "var" {
            self.variables.push(name);
        }
    }

    fn path(&mut self) -> String {
        let (one, two) = (self.key(), self.key());
        match self.random.below(9) {
            0 => format!("config[{}]", self.quoted(one)),
            1 if self.random.chance(4) => format!("config.{}.{}", self.plain(one), self.plain(two)),
            2 if self.random.chance(4) => format!("config[{}].{}", self.quoted(one), self.plain(two)),
            3 if self.text.contains("config.hosts = {}") => "config.hosts.domain".to_owned(),
            _ => format!("config.{}", self.plain(one)),
        }
    }

    fn key(&mut self) -> &'static str {
        self.random.pick(&KEYS)
    }

    fn plain(&self, key: &'static str) -> &'static str {
        if key.starts_with('\'') { "quoted" } else { key }
    }

    fn quoted(&self, key: &'static str) -> String {
        if key.starts_with('\'') { key.to_owned() } else { format!("'{key}'") }
    }

    fn statement(&mut self) {
        let path = self.path();
        match self.random.below(30) {
            0..=7 => {
                let value = self.expression(2);
                self.line(&format!("{path} = {value};"));
            }
            8 if self.depth == 0 => self.line("config.hosts = {};"),
            9 => {
                let operator = self.random.pick(&["+=", "||=", "&&=", "??=", "-=", "*="]);
                let value = self.expression(1);
                self.line(&format!("{path} {operator} {value};"));
            }
            10 | 11 => self.line(&format!("delete {path};")),
            12 | 13 => {
                let (one, two) = (self.object(1), self.object(1));
                let target =
                    if self.random.chance(3) { "config.hosts".to_owned() } else { "config".to_owned() };
                let call = match self.random.below(3) {
                    0 => format!("Object.assign({target}, {one}, {two});"),
                    _ => format!("Object.assign({target}, {one});"),
                };
                self.line(&call);
            }
            14 | 15 => self.variable(),
            16..=18 if self.depth < 2 => {
                let condition = self.expression(2);
                self.line(&format!("if ({condition}) {{"));
                self.block();
                if self.random.chance(2) {
                    self.line("} else {");
                    self.block();
                }
                self.line("}");
            }
            19 if self.depth < 2 => {
                let (head, tail) = match self.random.below(4) {
                    0 => ("(() => {", "})();"),
                    1 => ("(function () { 'use strict';", "}());"),
                    2 => (";(function () {", "})();"),
                    _ => ("{", "}"),
                };
                let before = self.variables.len();
                self.line(head);
                self.block();
                self.line(tail);
                self.variables.truncate(before);
            }
            20 => {
                let value = self.expression(1);
                let method = self.random.pick(&["push", "unshift"]);
                self.line(&format!(
                    "config.toolbarButtons = [ 'a' ]; config.toolbarButtons.{method}({value});"
                ));
            }
            21 => {
                self.made += 1;
                let name = format!("f{}", self.made);
                let value = self.expression(1);
                self.line(&format!("function {name}(x) {{ return {value}; }}"));
                let argument = self.expression(0);
                self.line(&format!("{path} = {name}({argument});"));
            }
            22 => {
                let value = self.expression(0);
                self.line(&format!("try {{ config.missing.x = 1; }} catch (e) {{ {path} = {value}; }}"));
            }
            23 => {
                let items = self.list(1);
                self.line(&format!("{items}.forEach(function (item) {{ config[item] = true; }});"));
            }
            24 => {
                self.made += 1;
                let name = format!("d{}", self.made);
                self.line(&format!("var {{ hosts: {name} = 1 }} = config;"));
                self.variables.push(name);
            }
            25 => {
                let value = self.expression(1);
                let key = self.random.below(3);
                self.line(&format!("window.config[{key}] = {value};"));
            }
            26 => self.rare(),
            27 => {
                let (value, one, two) = (self.expression(0), self.expression(0), self.expression(0));
                self.line(&format!(
                    "switch ({value}) {{ case {one}: {path} = 1; break; default: {path} = {two}; }}"
                ));
            }
            _ => {
                let value = self.object(2);
                self.line(&format!("config = {{ ...config, ...{value} }};"));
            }
        }
    }

    fn block(&mut self) {
        self.depth += 1;
        for _ in 0..=self.random.below(2) {
            self.statement();
        }
        self.depth -= 1;
    }

    /// What stops a browser, or only a browser knows.
    fn rare(&mut self) {
        let path = self.path();
        let text = match self.random.below(12) {
            0 => "config.missing.deep = 1;".to_owned(),
            1 => format!("{path} = missing;"),
            2 => format!("{path} = location.hostname;"),
            3 => format!("if (location.hash) {{ {path} = 1; }}"),
            4 => "missing();".to_owned(),
            5 => "let config = 1;".to_owned(),
            6 => "throw new Error('x');".to_owned(),
            7 => format!("for (var i = 0; i < 3; i++) {{ {path} = i; }}"),
            8 => format!("{path}();"),
            9 => "for (const k of [ 'a', 'b' ]) { config[k] = k; }".to_owned(),
            10 => "for (const k in { x: 1 }) { config[k] = k; }".to_owned(),
            _ => format!("{path} = Math.round(1.5);"),
        };
        self.line(&text);
    }

    fn string(&mut self) -> String {
        let word = self.random.pick(&WORDS);
        match self.random.below(14) {
            0 => format!("\"{word}\""),
            1 => format!("`{word}`"),
            2 => format!("'\\x41\\n\\u{{1F600}}{word}'"),
            3 => format!("'grüße {word}'"),
            4 => format!("'a\\\nb{word}'"),
            5 => format!("'<!--# echo var=\"subdomain\" default=\"\" -->{word}'"),
            6 => format!("'<!--# echo var=\"none\" default=\"d\" -->{word}'"),
            7 => format!("'\\0{word}'"),
            _ => format!("'{word}'"),
        }
    }

    fn number(&mut self) -> String {
        match self.random.below(12) {
            0 => "0x1F".to_owned(),
            1 => "1e3".to_owned(),
            2 => "0.5".to_owned(),
            3 => ".5".to_owned(),
            4 => "-1".to_owned(),
            5 => "1_000".to_owned(),
            6 => "0b101".to_owned(),
            7 => "1e21".to_owned(),
            8 => "5.".to_owned(),
            _ => self.random.below(70_000).to_string(),
        }
    }

    fn object(&mut self, depth: usize) -> String {
        let count = self.random.below(5);
        let mut fields = Vec::new();
        for _ in 0..count {
            let key = self.key();
            let value = self.expression(depth.saturating_sub(1));
            fields.push(match self.random.below(14) {
                0 => format!("[{}]: {value}", self.expression(0)),
                1 => format!("{}: {value}", self.random.below(5)),
                2 => match self.name() {
                    Some(name) => name,
                    None => format!("{key}: {value}"),
                },
                3 => format!("...{}", self.object(0)),
                4 => format!("{}() {{ return 1; }}", self.plain(key)),
                5 => format!("\"{}\": {value}", self.plain(key)),
                6 => format!("// {key}: 1,\n    {key}: {value}"),
                _ => format!("{key}: {value}"),
            });
        }
        let gap = self.random.pick(&[", ", ",\n    ", ", /* x */ "]);
        let end = if count > 0 { self.random.pick(&["", "", ","]) } else { "" };
        format!("{{ {}{end} }}", fields.join(gap))
    }

    fn list(&mut self, depth: usize) -> String {
        let count = self.random.below(4);
        let items: Vec<String> = (0..count)
            .map(|_| match self.random.below(12) {
                0 => "...[ 'x', 1 ]".to_owned(),
                1 => String::new(),
                _ => self.expression(depth.saturating_sub(1)),
            })
            .collect();
        format!("[ {} ]", items.join(", "))
    }

    fn name(&mut self) -> Option<String> {
        if self.variables.is_empty() {
            return None;
        }
        let at = self.random.below(self.variables.len());
        Some(self.variables[at].clone())
    }

    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.random.below(16) {
                0..=6 => self.string(),
                7..=9 => self.number(),
                10 | 11 => self.random.pick(&["true", "false", "!0"]).to_owned(),
                12 => self.random.pick(&["null", "undefined", "NaN", "Infinity"]).to_owned(),
                _ => self.name().unwrap_or_else(|| "'plain'".to_owned()),
            };
        }
        let less = depth - 1;
        match self.random.below(30) {
            0..=6 => self.expression(0),
            7..=10 => self.object(less),
            11..=13 => self.list(less),
            14..=16 => format!("{} + {}", self.expression(0), self.expression(0)),
            17 => {
                let operator =
                    self.random.pick(&["-", "*", "/", "%", "**", "|", "&", "^", "<<", ">>", ">>>"]);
                let (left, right) = (self.number(), self.number());
                format!("({left}) {operator} {right}")
            }
            18 => format!("({} ? {} : {})", self.expression(0), self.expression(less), self.expression(less)),
            19 => {
                let operator = self.random.pick(&["||", "&&", "??"]);
                format!("({} {operator} {})", self.expression(less), self.expression(less))
            }
            20 => {
                let operator = self.random.pick(&["==", "!=", "===", "!==", "<", ">=", ">", "<="]);
                format!("{} {operator} {}", self.expression(0), self.expression(0))
            }
            21 => format!("!{}", self.expression(0)),
            22 => format!("`a${{{}}}b${{{}}}`", self.expression(0), self.number()),
            23 => format!("typeof {}", self.random.pick(&["config", "nothing", "'x'", "1", "null"])),
            24 => {
                let path = self.random.pick(&[
                    "config?.hosts",
                    "config?.p2p?.enabled",
                    "(typeof config === 'object' && config)",
                ]);
                if self.text.contains("config =") { path.to_owned() } else { self.expression(0) }
            }
            25 => {
                let text = self.string();
                match self.random.below(14) {
                    8 => format!("{text}.slice(1, -1)"),
                    9 => format!("{text}.endsWith('com')"),
                    10 => format!("{text}.includes('/')"),
                    11 => format!("{text}.indexOf('e')"),
                    12 => format!("String({})", self.number()),
                    13 => format!("Number({text})"),
                    0 => format!("{text}.toLowerCase()"),
                    1 => format!("{text}.length"),
                    2 => format!("{text}.split('.')"),
                    3 => format!("{text}.replace('e', 'E')"),
                    4 => format!("{text}.startsWith('m')"),
                    5 => format!("{text}.trim()"),
                    6 => format!("{text}.concat('x', 1)"),
                    _ => format!("{text}[0]"),
                }
            }
            26 => {
                let list = self.list(1);
                match self.random.below(9) {
                    5 => format!("{list}.map(x => x + 1)"),
                    6 => format!("{list}.filter(x => x)"),
                    7 => format!("{list}.slice(1)"),
                    8 => format!("Array.isArray({list})"),
                    0 => format!("{list}.join('-')"),
                    1 => format!("{list}.length"),
                    2 => format!("{list}.concat([ 1 ])"),
                    3 => format!("{list}[0]"),
                    _ => format!("{list}.includes('x')"),
                }
            }
            27 => self
                .random
                .pick(&["function () {}", "() => 1", "x => ({ x })", "function named() { return 1; }"])
                .to_owned(),
            28 => {
                let object = self.object(1);
                match self.random.below(6) {
                    1 => format!("Object.assign({{}}, {object}, {})", self.object(0)),
                    2 => format!("Object.values({object})"),
                    3 => format!("Object.entries({object})"),
                    4 => format!("({object})?.p2p?.enabled"),
                    0 => format!("Object.keys({object})"),
                    _ => format!("({object}).domain"),
                }
            }
            _ => match self.random.below(3) {
                0 => format!("(() => {})()", self.expression(0)),
                1 => format!("(function (x) {{ if (x) {{ return x; }} return 1; }})({})", self.expression(0)),
                _ => format!("({}, {})", self.expression(0), self.expression(0)),
            },
        }
    }
}
