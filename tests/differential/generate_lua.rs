//! Random configurations of Prosody, from the grammar that people use and some that they do not.

#[path = "generate_lua_13.rs"]
mod since_13;

use super::generate::Random;

/// A configuration of one file, or of two.
pub struct Case {
    pub main: String,
    pub included: Option<String>,
}

const OPTIONS: [&str; 14] = [
    "admins",
    "allow_registration",
    "app_id",
    "authentication",
    "c2s_ports",
    "consider_bosh_secure",
    "enabled",
    "http_ports",
    "modules_disabled",
    "modules_enabled",
    "muc_lobby_whitelist",
    "plugin_paths",
    "speakerstats_component",
    "ssl",
];
const WORDS: [&str; 14] = [
    "muc",
    "tls",
    "roster",
    "saslauth",
    "bosh",
    "smacks",
    "vcard",
    "vcard_legacy",
    "example.com",
    "posix",
    "",
    "s2s",
    "5280",
    "true",
];
const KEYS: [&str; 6] = ["key", "rate", "host", "port", "c2s", "certificate"];
const HOSTS: [&str; 6] =
    ["meet.example.com", "Meet.Example.com", "auth.example.com", "guest.example.com", "a.b", "x."];
const MODULES: [&str; 4] = ["muc", "client_proxy", "component", "speakerstats_component"];
/// What takes the place of a sign when a text is damaged.
const SIGNS: [&str; 16] =
    ["'", "\"", "{", "}", "(", ")", "[", "]", ",", ";", "=", "-", ".", "\n", " ", "end"];

struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    depth: usize,
    locals: Vec<Vec<String>>,
    made: usize,
    include: Option<&'r str>,
}

/// A configuration; `include` is the name its second file would have.
pub fn config(random: &mut Random, include: &str) -> Case {
    let two = random.chance(6);
    let statements = 1 + random.below(12);
    let mut main = write(random, statements, two.then_some(include));
    if two && !main.contains(include) {
        main = format!("{main}Include \"{include}\"\n");
    }
    let mut included = two.then(|| {
        let statements = 1 + random.below(4);
        write(random, statements, None)
    });
    if random.chance(5) {
        match &mut included {
            Some(text) if random.chance(2) => *text = random.damage(text, &SIGNS),
            _ => main = random.damage(&main, &SIGNS),
        }
    }
    Case { main, included }
}

fn write(random: &mut Random, statements: usize, include: Option<&str>) -> String {
    let mut writer =
        Writer { random, text: String::new(), depth: 0, locals: vec![Vec::new()], made: 0, include };
    for _ in 0..statements {
        writer.statement();
    }
    writer.text
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(&"    ".repeat(self.depth));
        self.text.push_str(text);
        let end = self.random.pick(&["\n", "\n", "\n", "\n", ";\n", " -- note\n", " ", "\n\n", "\r\n"]);
        self.text.push_str(end);
    }

    fn name_of_local(&mut self) -> Option<String> {
        let all: Vec<&String> = self.locals.iter().flatten().collect();
        if all.is_empty() { None } else { Some(all[self.random.below(all.len())].clone()) }
    }

    fn new_local(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}{}", self.made)
    }

    fn declare(&mut self, name: &str) {
        if let Some(scope) = self.locals.last_mut() {
            scope.push(name.to_owned());
        }
    }

    fn statement(&mut self) {
        match self.random.below(42) {
            40 => self.since_13(),
            41 => self.handed_on(),
            0..=13 => {
                let name = self.random.pick(&OPTIONS);
                let value = self.value_for(name);
                self.line(&format!("{name} = {value}"));
            }
            14..=17 => self.host(),
            18..=20 => self.component(),
            21..=23 => {
                let name = self.new_local("v");
                let value = self.expression(2);
                let attribute = if self.random.chance(12) { " <const>" } else { "" };
                self.line(&format!("local {name}{attribute} = {value}"));
                if attribute.is_empty() {
                    self.declare(&name);
                }
            }
            24 | 25 => {
                let Some(name) = self.name_of_local() else { return };
                let value = self.expression(2);
                self.line(&format!("{name} = {value}"));
            }
            26 | 27 => self.list_in_steps(),
            28..=30 if self.depth < 3 => self.branches(),
            31 | 32 if self.depth < 3 => self.looped(),
            33 if self.depth < 3 => {
                self.line("do");
                self.block(2);
                self.line("end");
            }
            34 => {
                let (one, two) = (self.random.pick(&OPTIONS), self.random.pick(&OPTIONS));
                let (left, right) = (self.expression(1), self.expression(1));
                let values = if self.random.chance(4) { left } else { format!("{left}, {right}") };
                self.line(&format!("{one}, {two} = {values}"));
            }
            35 => {
                let comment =
                    self.random.pick(&["-- a = 1", "--[[ a = 1\n]]", "--[==[ ]] ]==]", "---", "--[x"]);
                self.text.push_str(&format!("{comment}\n"));
            }
            36 => {
                if let Some(include) = self.include.take() {
                    self.line(&format!("Include \"{include}\""));
                }
            }
            37 => self.rare(),
            38 => {
                let name = self.new_local("w");
                let two = self.new_local("w");
                let value = self.expression(1);
                self.line(&format!("local {name}, {two} = {value}"));
                self.declare(&name);
                self.declare(&two);
            }
            _ => {
                let option = self.random.pick(&OPTIONS);
                let other = self.random.pick(&OPTIONS);
                self.line(&format!("{option} = {other}"));
            }
        }
    }

    fn block(&mut self, most: usize) {
        self.depth += 1;
        self.locals.push(Vec::new());
        for _ in 0..=self.random.below(most) {
            self.statement();
        }
        self.locals.pop();
        self.depth -= 1;
    }

    /// What stops Prosody, or is not followed.
    fn rare(&mut self) {
        let option = self.random.pick(&OPTIONS);
        let text = match self.random.below(14) {
            0 => format!("{option} = \"a\" .. missing"),
            1 => format!("{option} = missing.field"),
            2 => format!("{option} \"x\""),
            3 => format!("{option}.field = 1"),
            4 => "VirtualHost".to_owned(),
            5 => "Include \"nowhere.cfg.lua\"".to_owned(),
            6 => format!("{option} == 1"),
            7 => "function helper() return 1 end".to_owned(),
            8 => format!("local function f() return 1 end {option} = f()"),
            9 => "return".to_owned(),
            10 => "error(\"no\")".to_owned(),
            11 => format!("local n = 0 while n < 3 do n = n + 1 {option} = n end"),
            12 => format!("local n = 0 repeat n = n + 1 {option} = n until n > 2"),
            _ => format!("{option}:append {{ \"x\" }}"),
        };
        self.line(&text);
    }

    fn quoted_host(&mut self) -> String {
        if self.random.chance(8)
            && let Some(name) = self.name_of_local()
        {
            return format!("({name})");
        }
        let host = self.random.pick(&HOSTS);
        match self.random.below(4) {
            0 => format!("(\"{host}\")"),
            1 => format!("[[{host}]]"),
            2 => format!("'{host}'"),
            _ => format!("\"{host}\""),
        }
    }

    fn host(&mut self) {
        let word = self.random.pick(&["VirtualHost", "VirtualHost", "VirtualHost", "Host", "host"]);
        let host = self.quoted_host();
        let table = self.section_table();
        self.line(&format!("{word} {host}{table}"));
    }

    fn component(&mut self) {
        let word = self.random.pick(&["Component", "Component", "component"]);
        let label = self.random.pick(&["conference.", "focus.", "internal.", ""]);
        let host = self.random.pick(&HOSTS);
        let module = match self.random.below(4) {
            0 => String::new(),
            _ => format!(" \"{}\"", self.random.pick(&MODULES)),
        };
        let table = self.section_table();
        self.line(&format!("{word} \"{label}{host}\"{module}{table}"));
    }

    fn section_table(&mut self) -> String {
        if !self.random.chance(4) {
            return String::new();
        }
        let mut fields = Vec::new();
        for _ in 0..self.random.below(4) {
            let name = self.random.pick(&OPTIONS);
            fields.push(format!("{name} = {}", self.value_for(name)));
        }
        let gap = self.random.pick(&[" ", "\n    "]);
        format!("{gap}{{ {} }}", fields.join(self.random.pick(&[", ", "; "])))
    }

    /// Values that fit the option, mostly.
    fn value_for(&mut self, option: &str) -> String {
        if self.random.chance(5) {
            return self.expression(2);
        }
        match option {
            "modules_enabled" | "modules_disabled" | "admins" | "plugin_paths" | "muc_lobby_whitelist" => {
                let items: Vec<String> = (0..self.random.below(5)).map(|_| self.string()).collect();
                let gap = self.random.pick(&["; ", ", ", ";\n        ", ",\n        "]);
                let end = self.random.pick(&["", ",", ";"]);
                let end = if items.is_empty() { "" } else { end };
                format!("{{ {}{end} }}", items.join(gap))
            }
            "enabled" => self.random.pick(&["true", "false", "false", "\"false\"", "nil"]).to_owned(),
            "allow_registration" | "consider_bosh_secure" => self.random.pick(&["true", "false"]).to_owned(),
            "c2s_ports" | "http_ports" => format!("{{ {} }}", self.number()),
            "ssl" => self.table(1),
            _ => self.string(),
        }
    }

    fn list_in_steps(&mut self) {
        let name = self.new_local("t");
        let first = self.string();
        let empty = self.random.chance(3);
        let start = if empty { "{}".to_owned() } else { format!("{{ {first} }}") };
        self.line(&format!("local {name} = {start}"));
        for _ in 0..self.random.below(3) {
            let value = self.expression(1);
            let key = self.random.pick(&KEYS);
            let text = match self.random.below(5) {
                0 | 1 => format!("{name}[#{name} + 1] = {value}"),
                2 => format!("table.insert({name}, {value})"),
                3 => format!("{name}.{key} = {value}"),
                _ => format!("{name}[\"{key}\"] = {value}"),
            };
            self.line(&text);
        }
        let option = self.random.pick(&OPTIONS);
        self.line(&format!("{option} = {name}"));
        if self.random.chance(6) {
            self.line(&format!("{name}[1] = \"late\""));
        }
    }

    fn branches(&mut self) {
        let condition = self.expression(2);
        self.line(&format!("if {condition} then"));
        self.block(2);
        if self.random.chance(4) {
            let condition = self.expression(1);
            self.line(&format!("elseif {condition} then"));
            self.block(2);
        }
        if self.random.chance(2) {
            self.line("else");
            self.block(2);
        }
        self.line("end");
    }

    fn looped(&mut self) {
        let name = self.new_local("i");
        let head = match self.random.below(4) {
            0 => format!("for {name} = 1, {}", self.random.below(4)),
            1 => format!("for {name} = 3, 1, -1"),
            2 => format!("for _, {name} in ipairs {{ {}, {} }}", self.string(), self.string()),
            _ => format!("for {name}, _ in pairs({{ only = {} }})", self.string()),
        };
        self.line(&format!("{head} do"));
        self.locals.push(vec![name]);
        self.block(2);
        self.locals.pop();
        self.line("end");
    }

    fn string(&mut self) -> String {
        let word = self.random.pick(&WORDS);
        match self.random.below(16) {
            0 => format!("'{word}'"),
            1 => format!("[[{word}]]"),
            2 => format!("[==[\n{word}]]]==]"),
            3 => format!("\"{word}\\n\\65\\x41\\u{{e9}}\\z  .\""),
            4 => format!("'it\\'s {word}'"),
            5 => format!("\"grüße {word}\""),
            6 => format!("\"a\\\nb{word}\""),
            7 => format!("\"\\200{word}\\\\\""),
            _ => format!("\"{word}\""),
        }
    }

    fn number(&mut self) -> String {
        match self.random.below(12) {
            0 => "0x1F".to_owned(),
            1 => "1e3".to_owned(),
            2 => "3.0".to_owned(),
            3 => ".5".to_owned(),
            4 => "-7".to_owned(),
            5 => "0x1p4".to_owned(),
            6 => "9223372036854775808".to_owned(),
            7 => "5.".to_owned(),
            8 => "1E-2".to_owned(),
            _ => self.random.below(70_000).to_string(),
        }
    }

    fn table(&mut self, depth: usize) -> String {
        let fields: Vec<String> = (0..self.random.below(4)).map(|_| self.field(depth)).collect();
        let gap = self.random.pick(&[", ", "; ", ",\n        "]);
        format!("{{ {} }}", fields.join(gap))
    }

    fn field(&mut self, depth: usize) -> String {
        let value = self.expression(depth);
        match self.random.below(8) {
            0..=2 => value,
            3 | 4 => format!("{} = {value}", self.random.pick(&KEYS)),
            5 => format!("[\"{}\"] = {value}", self.random.pick(&KEYS)),
            6 => format!("[{}] = {value}", self.random.below(4)),
            _ => format!(
                "[{}] = {value}",
                self.random.pick(&["true", "1.0", "2.5", "'a' .. 'b'", "-1", "\"\""])
            ),
        }
    }

    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.random.below(16) {
                0..=5 => self.string(),
                6..=8 => self.number(),
                9 | 10 => self.random.pick(&["true", "false"]).to_owned(),
                11 => "nil".to_owned(),
                12 => self.random.pick(&["ENV_DOMAIN", "ENV_PORT", "ENV_EMPTY"]).to_owned(),
                13 => self.random.pick(&OPTIONS).to_owned(),
                _ => self.name_of_local().unwrap_or_else(|| "\"plain\"".to_owned()),
            };
        }
        let less = depth - 1;
        match self.random.below(26) {
            0..=7 => self.expression(0),
            8..=11 => self.table(less),
            12 | 13 => {
                let (left, right) = (self.joinable(), self.joinable());
                format!("{left} .. {right}")
            }
            14 => {
                let operator =
                    self.random.pick(&["+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>"]);
                format!("{} {operator} {}", self.number(), self.number())
            }
            15 => {
                let operator = self.random.pick(&["==", "~="]);
                format!("{} {operator} {}", self.expression(less), self.expression(less))
            }
            16 => {
                let operator = self.random.pick(&["<", "<=", ">", ">="]);
                match self.random.below(4) {
                    0 => format!("{} {operator} {}", self.string(), self.string()),
                    _ => format!("{} {operator} {}", self.number(), self.number()),
                }
            }
            17..=19 => {
                let operator = self.random.pick(&["and", "or"]);
                format!("{} {operator} {}", self.expression(less), self.expression(less))
            }
            20 => format!("not {}", self.expression(0)),
            21 => format!("({})", self.expression(less)),
            22 => match self.random.below(3) {
                0 => format!("#{}", self.string()),
                1 => "-(3)".to_owned(),
                _ => format!("#{}", self.table(0)),
            },
            23 => match self.random.below(20) {
                8 => format!("({}):sub(2, -2)", self.string()),
                9 => format!("({}):gsub('e', 'E')", self.string()),
                10 => format!("({}):find('.', 1, true)", self.string()),
                11 => format!("({}):match('^%w+')", self.string()),
                12 => format!("string.format('%s:%d', {}, 5280)", self.string()),
                13 => format!("type({})", self.expression(0)),
                14 => format!("({}):len()", self.string()),
                15 => format!("os.getenv({}) or {}", self.string(), self.string()),
                16 => format!("({}):reverse()", self.string()),
                17 => format!("math.floor({})", self.number()),
                18 => format!("select('#', {}, nil)", self.expression(0)),
                19 => format!("(function(x) if x then return x end return 1 end)({})", self.expression(0)),
                0 => format!("({}):lower()", self.string()),
                1 => format!("({}):upper()", self.string()),
                2 => format!("tostring({})", self.number()),
                3 => format!("tonumber({})", self.string()),
                4 => format!("table.concat({{ {}, {} }}, '-')", self.string(), self.string()),
                5 => "os.getenv(\"DOMAIN\")".to_owned(),
                6 => format!("string.lower({})", self.string()),
                _ => format!("({}):rep(2)", self.string()),
            },
            24 => "function() return 1 end".to_owned(),
            _ => format!("({}).{}", self.table(0), self.random.pick(&KEYS)),
        }
    }

    fn joinable(&mut self) -> String {
        match self.random.below(6) {
            0 => self.number(),
            1 => "ENV_DOMAIN".to_owned(),
            2 if self.random.chance(3) => self.name_of_local().unwrap_or_else(|| "'x'".to_owned()),
            _ => self.string(),
        }
    }
}
