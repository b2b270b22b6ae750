//! What the comparisons with Java, nginx and compose share.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jitsi_doctor::secret::Purpose;
use jitsi_doctor::syntax::SyntaxError;
use jitsi_doctor::text::{Sources, Span};
use jitsi_doctor::value::{Map, Node, Value};
use serde_json::{Value as Json, json};

/// The seeds of the files to generate, in each language.
pub fn seeds() -> Vec<u64> {
    let number = |name: &str, usual: u64| match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is a number")),
        Err(_) => usual,
    };
    let first = number("JITSI_DOCTOR_SEED", 0);
    (first..first + number("JITSI_DOCTOR_CASES", 2_000)).collect()
}

/// A directory of this suite.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential").join(path)
}

/// What a program makes of a file.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Why it is refused.
    pub error: Option<String>,
    /// The lines it is refused for.
    pub lines: Vec<Line>,
    /// What it says.
    pub value: Json,
}

/// Name of a file, without its directory, and a line in it.
pub type Line = (String, u64);

/// A text of a case file, with the files beside it.
#[derive(Debug, Clone)]
pub struct Case {
    pub title: String,
    /// The first is the one to read.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Reads all case files of a language: `#### title`, then a text, then `@@ name` before each further file.
/// `<<0D>>` is a byte, and `<<>>` joins a line with the next one or ends the text without a line end.
pub fn written(language: &str, main: &str) -> Vec<Case> {
    let dir = here("cases").join(language);
    let mut paths: Vec<PathBuf> = fs::read_dir(&dir)
        .expect("a directory of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a text");
        for part in text.split("#### ").skip(1) {
            let (title, body) = part.split_once('\n').expect("a text under the title");
            let mut files = Vec::new();
            for (at, text) in body.split("\n@@ ").enumerate() {
                let (name, text) = match at {
                    0 => (main, text),
                    _ => text.split_once('\n').unwrap_or((text, "")),
                };
                files.push((name.trim().to_owned(), bytes(text)));
            }
            cases.push(Case { title: title.to_owned(), files });
        }
    }
    cases
}

fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<<") {
        let (code, after) = after.split_once(">>").expect("a closed escape");
        bytes.extend(before.as_bytes());
        rest = after;
        match code {
            "" => rest = rest.strip_prefix('\n').unwrap_or(rest),
            code => bytes.push(u8::from_str_radix(code, 16).expect("a byte")),
        }
    }
    bytes.extend(rest.as_bytes());
    bytes
}

/// Lays the cases out in directories of their own and returns their main files.
pub fn lay_out(root: &Path, cases: &[Case]) -> Vec<PathBuf> {
    let place = |(at, case): (usize, &Case)| {
        let dir = root.join(at.to_string());
        fs::create_dir_all(&dir).expect("a directory");
        for (name, text) in &case.files {
            fs::write(dir.join(name), text).expect("a file");
        }
        dir.join(&case.files[0].0)
    };
    cases.iter().enumerate().map(place).collect()
}

/// Asks a program that takes a path a line and answers with a JSON document a line.
pub fn ask(command: &mut Command, paths: &[PathBuf]) -> Vec<Json> {
    let name = command.get_program().to_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{name:?} does not run ({error}): see .ci/install-oracles"));
    let mut stdin = child.stdin.take().expect("a pipe");
    let names: String = paths.iter().map(|path| format!("{}\n", path.display())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(names.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("all is read");
    assert!(output.status.success(), "{name:?} failed");
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<Json> =
        answers.lines().map(|line| serde_json::from_str(line).expect("a JSON document")).collect();
    assert_eq!(answers.len(), paths.len(), "{name:?} gives an answer for each file");
    answers
}

/// An answer of [`ask`]: `value`, or `error` with `file` and `line`.
pub fn outcome(answer: &Json) -> Outcome {
    let error = answer["error"].as_str().map(str::to_owned);
    let file = answer["file"].as_str().map(file_name).unwrap_or_default();
    let lines = answer["line"].as_u64().map(|line| (file, line)).into_iter().collect();
    Outcome { error, lines, value: answer["value"].clone() }
}

pub fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// What `jitsi-doctor show` prints.
pub fn show(path: &Path, args: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_jitsi-doctor"))
        .args(["show", "--show-secrets"])
        .args(args)
        .arg(path)
        .output()
        .expect("the binary runs");
    let shown: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{path:?}: {}", String::from_utf8_lossy(&output.stderr)));
    let errors = shown["errors"].as_array().expect("a list");
    assert_eq!(output.status.code(), Some(i32::from(!errors.is_empty())), "{path:?}");
    let line = |error: &Json| {
        (file_name(error["file"].as_str().expect("a file")), error["line"].as_u64().expect("a line"))
    };
    Outcome {
        error: errors.first().map(|error| error["message"].to_string()),
        lines: errors.iter().map(line).collect(),
        value: shown["value"].clone(),
    }
}

/// What a loader makes of a file.
pub fn loaded(root: &Map, errors: &[SyntaxError], sources: &Sources) -> Outcome {
    let line = |span: Span| (file_name(sources.path(span.file)), sources.position(span).line as u64);
    let places = |error: &SyntaxError| [Some(error.span), error.noticed];
    Outcome {
        error: errors.first().map(|error| error.cause.clone()),
        lines: errors.iter().flat_map(places).flatten().map(line).collect(),
        value: object(root),
    }
}

fn object(map: &Map) -> Json {
    Json::Object(map.iter().map(|entry| (entry.key.clone(), value(&entry.node))).collect())
}

fn value(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => json!(number),
        Value::Float(number) if number.is_finite() => json!(number),
        Value::Float(number) => json!({ "$number": number.to_string() }),
        Value::Str(_) | Value::Secret(_) => json!(node.value.text_for(Purpose::Asked)),
        Value::List(items) => items.iter().map(value).collect(),
        Value::Map(map) => object(map),
        other => json!({ "$other": format!("{other:?}") }),
    }
}

/// Equal, with `1` and `1.0` the same number.
pub fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(a), Json::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() && (a.is_f64() || b.is_f64())
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => one == other,
    }
}

/// The first place at which two values differ, with what stands there.
fn difference(one: &Json, other: &Json, path: &str) -> Option<String> {
    match (one, other) {
        _ if same(one, other) => None,
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        (Json::Object(a), Json::Object(b)) if a.len() == b.len() => {
            a.iter().find_map(|(key, a)| difference(a, b.get(key)?, &format!("{path}.{key}")))
        }
        _ => Some(format!("{path}: {one} | {other}")),
    }
}

/// Counts agreements.
#[derive(Debug, Default)]
pub struct Tally {
    cases: usize,
    rejected: usize,
    same_line: usize,
    differences: Vec<String>,
    elsewhere: Vec<String>,
}

impl Tally {
    /// Compares the real program with jitsi-doctor. A value counts also where the program gives one beside an error.
    pub fn compare(&mut self, case: &Case, real: &Outcome, ours: &Outcome) {
        self.cases += 1;
        let agree = match (&real.error, &ours.error) {
            (None, None) => real.value.is_null() || same(&real.value, &ours.value),
            (Some(_), Some(_)) => real.value.is_null() || same(&real.value, &ours.value),
            _ => false,
        };
        let texts: BTreeMap<&str, String> = case
            .files
            .iter()
            .map(|(name, text)| (name.as_str(), String::from_utf8_lossy(text).into_owned()))
            .collect();
        let place = match (&real.error, &ours.error) {
            (None, None) => difference(&real.value, &ours.value, "").unwrap_or_default(),
            _ => format!("real {:?} {:?} | ours {:?} {:?}", real.lines, real.error, ours.lines, ours.error),
        };
        let place = place.chars().take(600).collect::<String>();
        if !agree {
            self.differences.push(format!("{}: {texts:#?}\n  {place}", case.title));
        } else if real.error.is_some() && !real.lines.is_empty() {
            self.rejected += 1;
            let hit = real.lines.iter().any(|line| ours.lines.contains(line));
            self.same_line += usize::from(hit);
            if !hit {
                self.elsewhere.push(format!("{}: {texts:#?}\n  {place}", case.title));
            }
        }
    }

    /// Prints what was measured, and fails for differences, and for too many errors on other lines.
    #[allow(clippy::print_stdout, reason = "what was measured is the result of this suite")]
    pub fn verdict(self, what: &str) {
        let Tally { cases, rejected, same_line, differences, elsewhere } = self;
        let report = format!(
            "{what}: {cases} files, {} differences, {rejected} refused by both with a line, {same_line} of them on the same one",
            differences.len()
        );
        // Only shown with --nocapture, or when the test fails.
        println!("{report}");
        let shown = |list: &[String]| list.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        if std::env::var_os("JITSI_DOCTOR_LINES").is_some() {
            println!("{}", shown(&elsewhere));
        }
        assert!(differences.is_empty(), "{report}\n{}", shown(&differences));
        assert!(same_line * 100 >= rejected * 95, "{report}\n{}", shown(&elsewhere));
    }
}

/// Numbers that are the same in every run (SplitMix64).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Breaks a text slightly: a character is lost, doubled, replaced or put in, or the end is missing.
    pub fn damage(&mut self, text: &mut String, strange: &[&str]) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if places.is_empty() {
            return;
        }
        let at = places[self.below(places.len())];
        let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        match self.below(6) {
            0 => text.replace_range(at..next, ""),
            1 => {
                let twice = text[at..next].to_owned();
                text.insert_str(at, &twice);
            }
            2 => text.replace_range(at..next, self.pick(strange)),
            3 | 4 => text.insert_str(at, self.pick(strange)),
            _ => text.truncate(at),
        }
    }
}

/// A directory for compiled Java classes, made once for each source.
pub fn java(class: &str, dir: &Path) -> Command {
    let jar = typesafe_jar();
    let classes = dir.join("classes");
    fs::create_dir_all(&classes).expect("a directory");
    let source = here("java").join(format!("{class}.java"));
    let status = Command::new("javac")
        .args(["-encoding", "UTF-8", "-cp"])
        .arg(&jar)
        .arg("-d")
        .arg(&classes)
        .arg(here("java").join("Json.java"))
        .arg(source)
        .status()
        .unwrap_or_else(|error| panic!("javac does not run ({error}): see .ci/install-oracles"));
    assert!(status.success(), "javac refuses {class}.java");
    let mut command = Command::new("java");
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path);
    command
        .args(["-Xss64m", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp"])
        .arg(format!("{}:{}", classes.display(), jar.display()))
        .arg(class);
    command
}

fn typesafe_jar() -> PathBuf {
    let mut jars: Vec<PathBuf> = fs::read_dir("/usr/share/java")
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    jars.retain(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("typesafe-config") && name.ends_with(".jar")
    });
    jars.sort();
    jars.pop().expect("libtypesafe-config-java is installed: see .ci/install-oracles")
}
