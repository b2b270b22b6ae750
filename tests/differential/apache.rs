//! Apache httpd: `apache2 -t -D DUMP_CONFIG` says what is refused, and what the directives are.
//!
//! It prints the directives after conditions, includes and variables; those that act while the files are read are
//! not among them.

use std::path::Path;
use std::process::Command;

use jitsi_doctor::load::{HostTree, Loader};
use jitsi_doctor::syntax::apache;
use jitsi_doctor::syntax::directive::{Directive, Word};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::support::{self, Case, Outcome, Random, Tally, file_name, lay_out, loaded, show, written};

/// Debian's name: then it is known which modules are loaded.
const MAIN: &str = "apache2.conf";

/// Directives that act while they are read.
const AT_ONCE: [&str; 5] = ["define", "undefine", "loadmodule", "serverroot", "loadfile"];

/// What httpd says of a form that is wrong.
const FORM: [&str; 10] = [
    "was not closed",
    "without matching",
    "Expected </",
    "missing closing '>'",
    "requires additional arguments",
    "cannot occur within",
    "\n<Directory not allowed in",
    "No matches for the wildcard",
    "Could not open",
    "appears to be a recursion",
];

#[test]
fn written_cases() {
    let dir = TempDir::new().expect("a directory");
    let cases = written("apache", MAIN);
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    let paths = lay_out(dir.path(), &cases);
    let mut tally = Tally::default();
    for (case, path) in cases.iter().zip(&paths) {
        let (real, _) = real(path);
        let ours = read(path);
        let shown = show(path, &["--as", "apache"]);
        assert_eq!(shown.error.is_some(), ours.error.is_some(), "{}: `show` says otherwise", case.title);
        tally.compare(case, &real, &ours);
    }
    tally.verdict("apache, written");
}

#[test]
fn generated_cases() {
    let mut tally = Tally::default();
    // httpd takes longer to start than the other programs.
    for seed in support::seeds().into_iter().step_by(4) {
        let dir = TempDir::new().expect("a directory");
        let case = generate(seed);
        let path = &lay_out(dir.path(), std::slice::from_ref(&case))[0];
        let (real, form) = real(path);
        let ours = read(path);
        // A spoilt name may be that of a module from elsewhere: then we say that we do not know.
        let undecided = ours.value.to_string().contains("\"directive\":\"ifmodule\"");
        if form && !(undecided && real.error.is_none()) {
            tally.compare(&case, &real, &ours);
        }
    }
    tally.verdict("apache, generated");
}

/// What httpd says; false when it refuses the meaning of a directive.
fn real(path: &Path) -> (Outcome, bool) {
    let modules = "/usr/lib/apache2/modules";
    let search = std::env::var_os("PATH").unwrap_or_default();
    let output = Command::new("apache2")
        .env_clear()
        .env("PATH", search)
        .arg("-d")
        .arg(path.parent().expect("a directory"))
        .args(["-C", &format!("LoadModule mpm_event_module {modules}/mod_mpm_event.so")])
        .args(["-C", &format!("LoadModule authz_core_module {modules}/mod_authz_core.so")])
        .args(["-C", &format!("LoadModule info_module {modules}/mod_info.so")])
        .args(["-C", "ErrorLog /dev/null", "-C", "ServerName localhost", "-t", "-D", "DUMP_CONFIG", "-f"])
        .arg(path)
        .output()
        .unwrap_or_else(|error| panic!("apache2 does not run ({error}): see .ci/install-oracles"));
    if output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        return (Outcome { error: None, lines: Vec::new(), value: dumped(&text) }, true);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // Of errors in included files the innermost place counts; what is not closed has one of its own.
    let place = said.rsplit_once("yntax error on line ").and_then(|(_, place)| {
        let (line, rest) = place.split_once(" of ")?;
        let file = rest.split(':').next()?;
        Some((file_name(file.trim()), line.parse().ok()?))
    });
    let form = FORM.iter().any(|form| said.contains(form));
    (Outcome { error: Some(said), lines: place.into_iter().collect(), value: Json::Null }, form)
}

/// The tree of a dump: each directive stands under a comment with its line, indented by its depth.
fn dumped(text: &str) -> Json {
    let mut file = String::new();
    let mut line = 0;
    let mut levels: Vec<Vec<Json>> = vec![Vec::new()];
    for raw in text.lines() {
        let depth = (raw.len() - raw.trim_start_matches(' ').len()) / 2;
        let row = raw.trim_start_matches(' ');
        if let Some(path) = row.strip_prefix("# In file: ") {
            file = file_name(path);
        } else if let Some(number) = row.strip_prefix('#') {
            line = number.trim().trim_end_matches(':').parse().expect("a line");
        } else if !row.starts_with("</") && !file.contains("directives") {
            fold(&mut levels, depth + 1);
            let (name, args) = row.split_once(' ').unwrap_or((row, ""));
            let section = name.starts_with('<');
            let args = if section { args.rsplit_once('>').map_or(args, |(args, _)| args) } else { args };
            let name = name.trim_matches(['<', '>']).to_lowercase();
            levels[depth].push(json!({
                "directive": name, "args": cut(args), "file": file, "line": line,
                "block": if section { json!([]) } else { Json::Null },
            }));
            levels.push(Vec::new());
        }
    }
    fold(&mut levels, 1);
    Json::Array(levels.remove(0))
}

/// Puts the deeper levels into the last directive of the one above them.
fn fold(levels: &mut Vec<Vec<Json>>, keep: usize) {
    while levels.len() > keep {
        let inner = levels.pop().expect("a level");
        if let Some(last) = levels.last_mut().and_then(|level| level.last_mut())
            && !inner.is_empty()
        {
            last["block"] = Json::Array(inner);
        }
    }
}

/// Words by httpd's manual, with variables resolved already.
fn cut(args: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = args.chars().peekable();
    while let Some(first) = letters.next() {
        if first.is_ascii_whitespace() {
            continue;
        }
        let quote = matches!(first, '"' | '\'').then_some(first);
        let mut word = String::new();
        let mut next = if quote.is_some() { letters.next() } else { Some(first) };
        while let Some(letter) = next {
            match letter {
                _ if Some(letter) == quote => break,
                _ if quote.is_none() && letter.is_ascii_whitespace() => break,
                '\\' if letters.peek().is_some_and(|next| *next == '\\' || Some(*next) == quote) => {
                    word.extend(letters.next());
                }
                letter => word.push(letter),
            }
            next = letters.next();
        }
        words.push(word);
    }
    words
}

fn read(path: &Path) -> Outcome {
    let tree = HostTree::new(Path::new("/"));
    let mut loader = Loader::new(&tree);
    let config = apache::load(path.to_str().expect("UTF-8"), None, &mut loader).expect("it was written");
    let mut outcome = loaded(&Default::default(), &config.errors, loader.sources());
    outcome.value = directives(&config.directives, &loader);
    outcome
}

fn directives(tree: &[Directive], loader: &Loader<'_>) -> Json {
    let word = |word: &Word| word.text.clone();
    let one = |directive: &Directive| {
        // httpd names the last of the lines that it joined.
        json!({
            "directive": directive.name.text.to_lowercase(),
            "args": directive.args.iter().map(word).collect::<Vec<_>>(),
            "file": file_name(loader.sources().path(directive.span.file)),
            "line": loader.sources().end_position(directive.span).line,
            "block": directive.block.as_ref().map(|block| directives(block, loader)),
        })
    };
    let shown = |directive: &&Directive| !AT_ONCE.contains(&directive.name.text.to_lowercase().as_str());
    tree.iter().filter(shown).map(one).collect()
}

/// What breaks a text.
const STRANGE: [&str; 12] = ["<", ">", "</", "\"", "'", "\\", "\n", " ", "${A}", "\\\n", "\r\n", "\t"];

fn generate(seed: u64) -> Case {
    let mut text = Text { random: Random::new(seed), out: String::new() };
    for _ in 0..1 + text.random.below(6) {
        text.statement(0);
    }
    if text.random.percent(30) {
        text.random.damage(&mut text.out, &STRANGE);
    }
    let mut files = vec![(MAIN.to_owned(), text.out.into_bytes())];
    files.push((
        "snippet".to_owned(),
        b"Timeout 7\n<Directory /s>\nRequire all granted\n</Directory>\n".to_vec(),
    ));
    Case { title: format!("seed {seed}"), files }
}

/// A random configuration of directives that httpd knows.
struct Text {
    random: Random,
    out: String,
}

impl Text {
    fn pick(&mut self, from: &[&str]) {
        let text = self.random.pick(from);
        self.out.push_str(text);
    }

    fn blank(&mut self) {
        self.pick(&[" ", " ", " ", "\t", "  ", " \\\n  "]);
    }

    fn end(&mut self) {
        self.pick(&["\n", "\n", "\n", " \n", "\n\n", "\n# c <x> \"\n", "\r\n", "\n  "]);
    }

    fn statement(&mut self, depth: usize) {
        match self.random.below(9) {
            0..=2 => {
                self.pick(&["Timeout 1", "KeepAlive on", "timeout 2", "UseCanonicalName Off"]);
                self.end();
            }
            3 | 4 => {
                self.pick(&["ServerAdmin", "serveradmin", "ServerSignature Off\nServerAdmin"]);
                self.blank();
                self.word();
                self.end();
            }
            5 => {
                self.pick(&[
                    "Define A",
                    "Define B \"b c\"",
                    "UnDefine A",
                    "Include snippet",
                    "IncludeOptional none/*",
                ]);
                self.end();
            }
            _ if depth < 4 => self.section(depth),
            _ => {}
        }
    }

    fn section(&mut self, depth: usize) {
        let sections = [
            ("IfModule", "mod_so.c"),
            ("IfModule", "!mod_ssl.c"),
            ("ifmodule", "mod_ssl.c"),
            ("IfDefine", "A"),
            ("IfDefine", "!A"),
            ("IfVersion", ">= 2.4"),
            ("VirtualHost", "*:80"),
            ("Directory", "\"/x y\""),
        ];
        let (name, args) = sections[self.random.below(sections.len())];
        self.pick(&["<", "<", "<", "  <", "< "]);
        self.out.push_str(name);
        self.blank();
        self.out.push_str(args);
        self.pick(&[">", ">", ">", " >", "> x"]);
        self.end();
        for _ in 0..self.random.below(4) {
            self.statement(depth + 1);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.end();
    }

    fn word(&mut self) {
        match self.random.below(4) {
            0 => self.pick(&[
                "a", "a#b", "a\\b", "a\\\\b", "a\"b\"", "it's", "${A}", "x${B}y", "${NONE}", "é", "a>b",
            ]),
            1 => self.quoted('"'),
            2 => self.quoted('\''),
            _ => self.pick(&["x", "\"\"", "${", "$A", "{}", "%{x}", "<y>"]),
        }
    }

    fn quoted(&mut self, quote: char) {
        self.out.push(quote);
        for _ in 0..self.random.below(5) {
            self.pick(&["a", " ", "#", "\\\"", "\\'", "\\\\", "\\n", "${A}", "<x>", "é", "\\\n"]);
        }
        self.out.push(quote);
    }
}
