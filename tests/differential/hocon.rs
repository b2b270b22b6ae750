//! HOCON against Typesafe Config. Debian has 1.3.1, and Jitsi ships 1.4.x: cases avoid what differs between the two.

use std::path::Path;

use jitsi_doctor::load::{HostTree, Loader, Role};
use jitsi_doctor::syntax::hocon;
use tempfile::TempDir;

use super::support::{
    self, Case, Outcome, Random, Tally, ask, java, lay_out, loaded, outcome, show, written,
};

const MAIN: &str = "main.conf";

/// The environment of the program in all cases.
const ENV: [(&str, &str); 5] = [
    ("JITSI_EMPTY", ""),
    ("JITSI_HOST", "meet.example.com"),
    ("JITSI_LIST", "[1,2]"),
    ("JITSI_PORT", "443"),
    ("JITSI_ON", "true"),
];

#[test]
fn written_cases() {
    let dir = TempDir::new().expect("a directory");
    let cases = written("hocon", MAIN);
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let paths = lay_out(dir.path(), &cases);
    let real = ask(java("HoconOracle", dir.path()).envs(ENV), &paths);
    let env: Vec<String> = ENV.iter().map(|(name, value)| format!("--env={name}={value}")).collect();
    let mut args = vec!["--as", "hocon"];
    args.extend(env.iter().map(String::as_str));
    let mut tally = Tally::default();
    for ((case, path), real) in cases.iter().zip(&paths).zip(&real) {
        tally.compare(case, &outcome(real), &show(path, &args));
    }
    tally.verdict("HOCON, written");
}

#[test]
fn generated_cases() {
    let mut tally = Tally::default();
    for batch in support::seeds().chunks(5_000) {
        let dir = TempDir::new().expect("a directory");
        let cases: Vec<Case> = batch.iter().map(|seed| generate(*seed)).collect();
        let paths = lay_out(dir.path(), &cases);
        let real = ask(java("HoconOracle", dir.path()).envs(ENV), &paths);
        for ((case, path), real) in cases.iter().zip(&paths).zip(&real) {
            // Faults of Typesafe itself are no verdict.
            if real["fault"].is_null() {
                tally.compare(case, &outcome(real), &read(path));
            }
        }
    }
    tally.verdict("HOCON, generated");
}

/// As `show` reads a file, with the environment known to be complete.
fn read(path: &Path) -> Outcome {
    let tree = HostTree::new(Path::new("/"));
    let mut loader = Loader::new(&tree);
    let env = ENV.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let options = hocon::Options { env, env_complete: true, ..hocon::Options::default() };
    let path = path.to_str().expect("UTF-8");
    let document = hocon::load(path, Role::Other, &mut loader, &options).expect("it was written");
    loaded(&document.root, &document.errors, loader.sources())
}

/// What breaks a text in an interesting way.
const STRANGE: [&str; 27] = [
    "{", "}", "[", "]", "=", ":", ",", "+", "\"", "\"\"\"", "$", "${", "?", "#", "//", "\n", " ", ".", "@",
    "\\", "'", "\t", "include ", "\u{a0}", "é", "-", "+=",
];

fn generate(seed: u64) -> Case {
    let mut text = Text {
        random: Random::new(seed),
        out: String::new(),
        depth: 0,
        rank: 0,
        path: Vec::new(),
        lists: 0,
        main: true,
    };
    let mut files = Vec::new();
    for name in [MAIN, "b.conf", "c.conf", "d.properties", "e.json"] {
        let wanted = name == MAIN || text.random.percent(15);
        if !wanted {
            continue;
        }
        text.out.clear();
        text.main = name == MAIN;
        match name {
            "d.properties" => {
                text.out.push_str(text.random.pick(&["a=1\n", "a.b=x\na=y\n", "b.c=${a}\n", "c=\\u12\n"]))
            }
            "e.json" => text.json(),
            // It may be included anywhere, where its names could mean what includes it.
            "c.conf" => {
                text.rank = 0;
                text.field_value("a");
                text.out.push('\n');
                text.field_value("b");
            }
            _ => text.root(),
        }
        if text.random.percent(if name == MAIN { 20 } else { 4 }) {
            text.random.damage(&mut text.out, &STRANGE);
        }
        files.push((name.to_owned(), text.out.clone().into_bytes()));
    }
    Case { title: format!("seed {seed}"), files }
}

/// What a value is made of.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    List,
    Object,
}

/// A random text in the language.
///
/// Values refer to names that are lower in [`NAMES`] than their own, or to themselves: what Typesafe makes
/// of circles depends on the order of its hash tables.
struct Text {
    random: Random,
    out: String,
    depth: usize,
    /// Position of the topmost name in [`NAMES`].
    rank: usize,
    /// The names that lead to the field.
    path: Vec<String>,
    lists: usize,
    main: bool,
}

const NAMES: [&str; 9] = ["a", "b", "c", "d", "x-y", "1", "x y", "true", "10"];

impl Text {
    fn pick(&mut self, from: &[&str]) {
        let text = self.random.pick(from);
        self.out.push_str(text);
    }

    fn root(&mut self) {
        let braces = self.random.percent(8);
        if braces {
            self.pick(&["{", "{\n", " # c\n{ "]);
        }
        let count = self.random.below(6) + 1;
        self.fields(count);
        if braces {
            self.pick(&["}", "\n}\n", "} # c"]);
        }
    }

    fn fields(&mut self, count: usize) {
        for at in 0..count {
            if at > 0 {
                self.pick(&["\n", "\n", "\n", "\n  ", ",", ", ", "\n\n", " # c\n", ",\n", " // x, y\n"]);
            }
            self.field();
        }
        if self.random.percent(20) {
            self.pick(&["\n", ",", " ", " # end\n"]);
        }
    }

    fn field(&mut self) {
        if self.random.percent(5) {
            let nested = [
                "include \"c.conf\"",
                "include \"c\"",
                "include \"missing\"",
                "include file(\"/nowhere.conf\")",
            ];
            let root = [
                "include required(\"c.conf\")",
                "include \"b\"",
                "include \"b.conf\"",
                "include \"d.properties\"",
                "include \"d\"",
                "include \"e.json\"",
                "include \"e\"",
            ];
            // What a file that is looked for with several endings lacks is no error to Typesafe.
            let root = if self.main { &root[..] } else { &root[1..] };
            return if self.depth == 0 { self.pick(root) } else { self.pick(&nested) };
        }
        // Lists that grow: what a name refers to itself for gets lost where an object of its path is joined
        // with a substitution or replaces something else.
        if self.depth == 0 && self.random.percent(8) {
            self.pick(&["o.l += ", "o { l += ", "o.m.l += ", "o.m { l += "]);
            let braces = self.out.ends_with("{ l += ");
            self.lists += 1;
            self.value();
            self.lists -= 1;
            return self.out.push_str(if braces { " }" } else { "" });
        }
        let key = self.key();
        self.field_value(&key);
    }

    /// A field whose path starts with this key, with its separator and value.
    fn field_value(&mut self, key: &str) {
        let length = self.path.len();
        self.out.push_str(key);
        self.path.push(key.to_owned());
        if length == 0 {
            let name = key.trim_matches('"');
            self.rank = NAMES.iter().position(|known| *known == name).unwrap_or(0);
        }
        while self.random.percent(25) {
            let key = self.key();
            self.out.push('.');
            self.out.push_str(&key);
            self.path.push(key);
        }
        if self.random.percent(20) && self.depth < 4 {
            self.pick(&["", " "]);
            self.object();
        } else {
            let top = self.path.len() == 1 && self.depth == 0;
            let append = top && self.random.percent(12) || self.lists > 0 && self.random.percent(1);
            let separator = match append {
                true => &[" += ", "+="][..],
                false => &[" = ", " = ", ": ", "=", "=", "=", " : "][..],
            };
            self.pick(separator);
            // Typesafe does not count this line break, so that all further lines of its errors are wrong.
            if self.random.percent(1) {
                self.out.push_str("\n  ");
            }
            self.lists += usize::from(append);
            self.value();
            self.lists -= usize::from(append);
        }
        self.path.truncate(length);
    }

    fn key(&mut self) -> String {
        let name = match self.random.below(10) {
            0..6 => self.random.pick(&["a", "b", "c"]),
            6..9 => self.random.pick(&NAMES),
            _ => self.random.pick(&["\"a\"", "\"a.b\"", "\"\"", "é", "\"b\""]),
        };
        name.to_owned()
    }

    fn value(&mut self) {
        let kind = match self.random.below(100) {
            0..65 => Kind::Text,
            65..80 if self.depth < 4 => Kind::List,
            80.. if self.depth < 4 => Kind::Object,
            _ => Kind::Text,
        };
        let pieces = if self.random.percent(25) { 2 + self.random.below(3) } else { 1 };
        for at in 0..pieces {
            if at > 0 {
                self.pick(&["", " ", " ", "  ", "\t"]);
            }
            // Objects, lists and texts cannot be joined with each other; substitutions are anything.
            let kind = if self.random.percent(2) { Kind::List } else { kind };
            match kind {
                _ if self.random.percent(if kind == Kind::Text { 25 } else { 12 }) => self.substitution(),
                Kind::Text => self.text(),
                Kind::List => self.list(),
                Kind::Object => self.object(),
            }
        }
    }

    fn text(&mut self) {
        match self.random.below(3) {
            0 => self.pick(&[
                "1",
                "0",
                "-1",
                "42",
                "1.5",
                "1e3",
                "-0",
                "007",
                "5.",
                ".5",
                "1.50",
                "true",
                "false",
                "null",
                "yes",
                "no",
                "10s",
                "5 minutes",
                "9223372036854775807",
                "9223372036854775808",
                "1e400",
                "-",
                "1-2",
                "1.2.3.4",
                "0.1",
                "3.0",
                "1E2",
                "100000000000000000000.0",
                "2147483648",
                "12345678901",
            ]),
            1 => self.pick(&[
                "x",
                "foo",
                "a/b",
                "x.y",
                "meet.example.com",
                "x;y",
                "(z)",
                "<v>",
                "it's",
                "é",
                "_u",
                "x%",
                "truex",
                "nullx",
                "falsey",
                "a-b",
                "~",
                "|",
                "include",
                "/",
            ]),
            // Nor does it count the line breaks in these.
            _ if self.random.percent(3) => self.out.push_str("\"\"\"a\nb\"\"\""),
            _ => self.pick(&[
                "\"\"",
                "\"x\"",
                "\"a b\"",
                "\"${a}\"",
                "\"\\n\\t\\\"\"",
                "\"\\u00e9\"",
                "\"\"\"raw \"x\" \\n\"\"\"",
                "\"\"\"\"\"\"",
                "\"#\"",
                "\"//\"",
                "\"\\ud83d\\ude00\"",
                "\"1\"",
                "\"true\"",
                "\"\"\"x\"\"\"\"",
            ]),
        }
    }

    fn substitution(&mut self) {
        self.pick(&["${", "${?", "${?", "${?", "${?"]);
        match self.random.below(10) {
            0..2 => self.pick(&[
                "JITSI_EMPTY",
                "JITSI_HOST",
                "JITSI_LIST",
                "JITSI_PORT",
                "JITSI_NONE",
                " JITSI_HOST ",
                "J S",
            ]),
            2..4 if self.depth == 0 && self.lists == 0 && self.path.len() == 1 => {
                let own = self.path.join(".");
                self.out.push_str(&own);
            }
            _ if self.rank == 0 => self.out.push_str("JITSI_PORT"),
            _ => {
                let name = NAMES[self.random.below(self.rank)];
                self.out.push_str(name);
                while self.random.percent(50) {
                    let key = self.key();
                    self.out.push('.');
                    self.out.push_str(&key);
                }
            }
        }
        self.out.push('}');
    }

    fn list(&mut self) {
        self.lists += 1;
        self.depth += 1;
        self.pick(&["[", "[ ", "[\n"]);
        let count = self.random.below(4);
        for at in 0..count {
            if at > 0 {
                self.pick(&[",", ", ", "\n", ",\n", " # c\n"]);
            }
            self.value();
        }
        let closing = ["]", " ]", "\n]", ",]"];
        self.pick(if count > 0 { &closing } else { &closing[..3] });
        self.lists -= 1;
        self.depth -= 1;
    }

    fn object(&mut self) {
        self.depth += 1;
        self.pick(&["{", "{ ", "{\n"]);
        let count = self.random.below(4);
        self.fields(count);
        self.pick(&["}", " }", "\n}"]);
        self.depth -= 1;
    }

    fn json(&mut self) {
        self.pick(&[
            "{\"a\":1,\"b\":{\"c\":[1,2.5,null]}}",
            "{ \"a\" : \"x\", \"b\" : true }\n",
            "{\"a\":${b}}",
            "{\"a\":{}}",
            "{a:1}",
            "{\"a\":1,}",
        ]);
    }
}
