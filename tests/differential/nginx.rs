//! nginx: `nginx -t` says what is refused, and crossplane what the directives are.
//!
//! crossplane reads some texts that nginx refuses; nginx decides. What nginx refuses for the meaning of a
//! directive and not for its form is no verdict: nothing here knows all directives of all modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use jitsi_doctor::load::{HostTree, Loader};
use jitsi_doctor::syntax::nginx;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::support::{
    self, Case, Outcome, Random, Tally, ask, file_name, here, lay_out, loaded, show, written,
};

const MAIN: &str = "nginx.conf";

/// What nginx says of a form that is wrong.
const FORM: [&str; 6] = [
    "unexpected \"",
    "unexpected end of file",
    "is not terminated by \";\"",
    "has no opening \"{\"",
    "too long",
    "open() \"",
];

#[test]
fn written_cases() {
    let dir = TempDir::new().expect("a directory");
    let cases = written("nginx", MAIN);
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    let paths = lay_out(dir.path(), &cases);
    let trees = crossplane(&paths);
    let mut tally = Tally::default();
    for ((case, path), tree) in cases.iter().zip(&paths).zip(trees) {
        let (real, _) = real(path, tree);
        let mut ours = show(path, &["--as", "nginx"]);
        ours.value = normal(&ours.value);
        tally.compare(case, &real, &ours);
    }
    tally.verdict("nginx, written");
}

#[test]
fn generated_cases() {
    let mut tally = Tally::default();
    for batch in support::seeds().chunks(5_000) {
        let dir = TempDir::new().expect("a directory");
        let cases: Vec<Case> = batch.iter().map(|seed| generate(*seed)).collect();
        let paths = lay_out(dir.path(), &cases);
        let trees = crossplane(&paths);
        for ((case, path), tree) in cases.iter().zip(&paths).zip(trees) {
            let (real, form) = real(path, tree);
            if form {
                tally.compare(case, &real, &read(path));
            }
        }
    }
    tally.verdict("nginx, generated");
}

fn crossplane(paths: &[PathBuf]) -> Vec<Json> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/oracles/bin/python");
    ask(Command::new(python).arg(here("nginx_tree.py")), paths)
}

/// What nginx says, with the tree of crossplane; false when it refuses the meaning of a directive.
fn real(path: &Path, tree: Json) -> (Outcome, bool) {
    let pid = path.with_file_name("pid");
    let output = Command::new("nginx")
        .args(["-t", "-q", "-e", "stderr", "-g", &format!("pid {};", pid.display()), "-c"])
        .arg(path)
        .output()
        .unwrap_or_else(|error| panic!("nginx does not run ({error}): see .ci/install-oracles"));
    if output.status.success() {
        // What crossplane cannot read is compared by nginx's word alone.
        let value = if tree["error"].is_null() { meant(&normal(&tree["value"])) } else { Json::Null };
        return (Outcome { error: None, lines: Vec::new(), value }, true);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let emergency = said.lines().find(|line| line.contains("[emerg]")).unwrap_or_default();
    // A fault of nginx itself, such as an include without end, has no message.
    let form = !emergency.contains("in condition")
        && (emergency.is_empty() || FORM.iter().any(|form| emergency.contains(form)));
    let place = emergency.rsplit_once(" in ").and_then(|(_, place)| place.rsplit_once(':'));
    let line = place.and_then(|(file, line)| Some((file_name(file), line.parse().ok()?)));
    let lines = line.into_iter().collect();
    (Outcome { error: Some(emergency.to_owned()), lines, value: Json::Null }, form)
}

/// Files by their names.
fn normal(value: &Json) -> Json {
    let files = value["files"].as_array().cloned().unwrap_or_default();
    let mut all = serde_json::Map::new();
    for file in files {
        // crossplane reads line ends of Windows as those of Unix.
        let tree = file["directives"].to_string().replace("\\r\\n", "\\n");
        let name = file_name(file["file"].as_str().unwrap_or_default());
        all.insert(name, serde_json::from_str(&tree).expect("JSON"));
    }
    Json::Object(all)
}

/// Words with the escapes of nginx, which crossplane leaves in.
fn meant(value: &Json) -> Json {
    match value {
        Json::String(text) => {
            let (mut out, mut rest) = (String::new(), text.as_str());
            while let Some((before, after)) = rest.split_once('\\') {
                out.push_str(before);
                let escaped = after.chars().next().unwrap_or('\\');
                match escaped {
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    'n' => out.push('\n'),
                    '"' | '\'' | '\\' => out.push(escaped),
                    other => out.extend(['\\', other]),
                }
                rest = &after[escaped.len_utf8().min(after.len())..];
            }
            json!(out + rest)
        }
        Json::Array(items) => items.iter().map(meant).collect(),
        Json::Object(map) => {
            Json::Object(map.iter().map(|(key, value)| (key.clone(), meant(value))).collect())
        }
        other => other.clone(),
    }
}

fn read(path: &Path) -> Outcome {
    let tree = HostTree::new(Path::new("/"));
    let mut loader = Loader::new(&tree);
    let config = nginx::load(path.to_str().expect("UTF-8"), &mut loader).expect("it was written");
    let trees: Vec<Json> = config
        .files
        .iter()
        .map(|file| (*file, nginx::written(*file, &mut loader)))
        .collect::<Vec<_>>()
        .iter()
        .map(|(file, tree)| {
            json!({ "file": loader.sources().path(*file), "directives": directives(tree, &loader) })
        })
        .collect();
    let mut outcome = loaded(&Default::default(), &config.errors, loader.sources());
    outcome.value = normal(&json!({ "files": trees }));
    outcome
}

fn directives(tree: &[nginx::Directive], loader: &Loader<'_>) -> Json {
    let one = |directive: &nginx::Directive| {
        let mut args: Vec<String> = directive.args.iter().map(|word| word.text.clone()).collect();
        if directive.name.text == "if" && args.first().is_some_and(|first| first.starts_with('(')) {
            let joined = args.join("\u{1}");
            let inner = joined.trim_start_matches('(').trim_end_matches(')');
            args = inner.split('\u{1}').filter(|arg| !arg.is_empty()).map(str::to_owned).collect();
        }
        let line = loader.sources().position(directive.name.span).line;
        let mut value = json!({ "directive": directive.name.text, "args": args, "line": line });
        if let Some(block) = &directive.block {
            value["block"] = directives(block, loader);
        }
        value
    };
    tree.iter().map(one).collect()
}

/// What breaks a text. No comments: a word that is lost in one leaves a line that looks like a missing `;`.
const STRANGE: [&str; 14] = ["{", "}", ";", "\"", "'", "\\", "\n", " ", "$", "}}", ";;", "\r\n", "\t", "é"];

fn generate(seed: u64) -> Case {
    let mut text = Text { random: Random::new(seed), out: String::new(), serial: 0 };
    text.main();
    if text.random.percent(30) {
        text.random.damage(&mut text.out, &STRANGE);
    }
    // A lone carriage return ends a line for crossplane, and not for nginx.
    let main = text.out.replace("\r\n", "\u{0}").replace('\r', "").replace('\u{0}', "\r\n");
    let mut files = vec![(MAIN.to_owned(), main.into_bytes())];
    files.push(("snippet".to_owned(), b"add_header X-S 's';\nset $s \"a;b\";\n".to_vec()));
    Case { title: format!("seed {seed}"), files }
}

/// A random configuration of directives that nginx knows.
struct Text {
    random: Random,
    out: String,
    serial: usize,
}

impl Text {
    fn pick(&mut self, from: &[&str]) {
        let text = self.random.pick(from);
        self.out.push_str(text);
    }

    fn blank(&mut self) {
        self.pick(&[" ", " ", " ", "\t", "  ", " \n  "]);
    }

    fn end(&mut self) {
        self.pick(&[";\n", ";\n", ";\n", " ;\n", "; ", "; # c } {\n", ";\r\n", ";"]);
    }

    fn open(&mut self) {
        self.pick(&[" {\n", " {\n", "{", " { ", "\n{\n", " { # \"c\n"]);
    }

    fn close(&mut self) {
        self.pick(&["}\n", "}\n", "}", " }\n", "} # c\n"]);
    }

    fn main(&mut self) {
        self.pick(&["", "# c\n", "\n"]);
        self.pick(&["events {}\n", "events { worker_connections 64; }\n", "events{}"]);
        self.out.push_str("http");
        self.open();
        self.out.push_str("access_log off;\n");
        if self.random.percent(30) {
            self.map();
        }
        for _ in 0..1 + self.random.below(2) {
            self.out.push_str("server");
            self.open();
            self.out.push_str("listen 18080;\n");
            for _ in 0..self.random.below(5) {
                self.statement(0);
            }
            self.close();
        }
        self.close();
    }

    fn map(&mut self) {
        self.serial += 1;
        let name = format!("map $uri $m{}", self.serial);
        self.out.push_str(&name);
        self.open();
        for at in 0..self.random.below(4) {
            let key = format!("{}{at}", self.random.pick(&["k", "~^/a", "~*\\.b", "\"a b", "'c;"]));
            self.out.push_str(&key);
            match key.as_bytes()[0] {
                b'"' => self.out.push('"'),
                b'\'' => self.out.push('\''),
                _ => {}
            }
            self.blank();
            self.word();
            self.end();
        }
        self.close();
    }

    fn statement(&mut self, depth: usize) {
        self.serial += 1;
        let serial = self.serial;
        match self.random.below(9) {
            0 => self.simple(&format!("set $v{serial}")),
            1 => self.simple(&format!("add_header X-{serial}")),
            2 => self.simple("return 200"),
            3 => self.simple(&format!("proxy_set_header X-{serial}")),
            4 => self.simple(&format!("rewrite ^/{serial}")),
            5 => {
                self.out.push_str("include");
                self.blank();
                self.pick(&["snippet", "none/*.conf", "snippe?"]);
                self.end();
            }
            6 if depth < 2 => {
                self.out.push_str("if ($uri ");
                self.pick(&["=", "!=", "~", "~*"]);
                self.blank();
                self.pick(&["\"a b\"", "a", "'x;y'", "/b", "\"{\"", "c\\;d"]);
                self.pick(&[")", ")", " )"]);
                self.open();
                self.simple("return 204");
                self.close();
            }
            _ if depth == 0 => {
                let location = match self.random.below(5) {
                    0 => format!("location /p{serial}/"),
                    1 => format!("location = /e{serial}"),
                    2 => format!("location ~ ^/([^/?&:'\"]+)/r{serial}$"),
                    3 => format!("location ~* \"^/q{serial}{{2,3}}$\""),
                    _ => format!("location ^~ '/c {serial}'"),
                };
                self.out.push_str(&location);
                self.open();
                for _ in 0..self.random.below(4) {
                    self.statement(depth + 1);
                }
                self.close();
            }
            _ => self.simple(&format!("set $w{serial}")),
        }
    }

    /// A directive that takes one more word.
    fn simple(&mut self, start: &str) {
        self.out.push_str(start);
        self.blank();
        self.word();
        self.end();
    }

    fn word(&mut self) {
        match self.random.below(4) {
            0 => self.pick(&[
                "a",
                "/x",
                "a#b",
                "x}y",
                "a=b",
                "$uri",
                "${uri}x",
                "http://a/$args",
                "a\\ b",
                "a\\;b",
                "é",
                "x\"y",
                "it's",
                "a\\tb",
            ]),
            1 => {
                self.out.push('"');
                self.inside();
                self.out.push('"');
            }
            2 => {
                self.out.push('\'');
                self.inside();
                self.out.push('\'');
            }
            _ => self.pick(&["x", "1", "off", "/index.html", "a,b", "[::1]", "(x)", "a|b", "~x", "%20"]),
        }
    }

    fn inside(&mut self) {
        for _ in 0..self.random.below(5) {
            self.pick(&[
                "a", " ", ";", "{", "}", "#", "\\\"", "\\'", "\\n", "\\t", "$uri", "${args}", "\n", "x y",
                "é",
            ]);
        }
    }
}
