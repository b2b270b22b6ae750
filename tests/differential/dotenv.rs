//! `.env` against docker compose.
//!
//! Debian 13 has compose 2.26.1, which answers for the generated files. For the written ones there are recorded answers of
//! a newer one too: `expected.json` is what `dotenv.GetEnvFromFile` of compose-go v2.9.1 gave for each case, which is what `docker compose` calls
//! (github.com/compose-spec/compose-go, dotenv/parser.go and template/template.go). For a quote without its
//! partner compose names the last line of the file, which helps nobody and is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::common::on_two_threads;
use super::compose::{compose, forget_unknown};
use super::support::{Case, Outcome, Random, Tally, here, lay_out, outcome, seeds, show, written};

/// The environment that compose was started with.
const ENV: [&str; 2] = ["--env=JITSI_EMPTY=", "--env=JITSI_HOST=meet.example.com"];

#[test]
fn written_cases() {
    let dir = TempDir::new().expect("a directory");
    let cases = written("dotenv", ".env");
    assert!(cases.len() >= 25, "only {} cases", cases.len());
    let expected = fs::read_to_string(here("cases/dotenv/expected.json")).expect("the recorded answers");
    let expected: Json = serde_json::from_str(&expected).expect("JSON");
    let paths = lay_out(dir.path(), &cases);
    let mut tally = Tally::default();
    for (case, path) in cases.iter().zip(&paths) {
        let answer = &expected[&case.title];
        assert!(answer.is_object(), "no answer is recorded for {:?}", case.title);
        tally.compare(case, &outcome(answer), &show(path, &ENV));
    }
    tally.verdict(".env, written");
}

/// What the program holds for every name that could be one in the file: a service asks for all of them.
fn real(path: &PathBuf, ours: &Outcome) -> Outcome {
    let text = fs::read(path).expect("it was written");
    let text = String::from_utf8_lossy(&text);
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']')));
    let mut names: BTreeSet<&str> = words.filter(|word| !word.is_empty()).collect();
    names.extend(ours.value.as_object().into_iter().flatten().map(|(name, _)| name.as_str()));
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let dir = path.parent().expect("a directory");
    let services = json!({ "services": { "a": { "image": "x", "environment": names } } });
    fs::write(dir.join("compose.yml"), services.to_string()).expect("a file");
    let mut command = compose();
    command.current_dir(dir).env("JITSI_EMPTY", "").env("JITSI_HOST", "meet.example.com");
    let output = command
        .args(["-f", "compose.yml", "config", "--format", "json", "--no-normalize"])
        .output()
        .expect("docker compose starts");
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("setenv: invalid argument") {
            // A value without a name, which it reads and then cannot hand on.
            return Outcome { error: None, lines: Vec::new(), value: Json::Null };
        }
        return Outcome { error: Some(said.trim().to_owned()), lines: Vec::new(), value: Json::Null };
    }
    let shown: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let environment = shown["services"]["a"]["environment"].as_object().cloned().unwrap_or_default();
    // Names that only the environment has are no part of the file.
    let environment = environment.into_iter().filter_map(|(name, value)| {
        let own = ours.value.get(&name).is_some()
            || !["HOME", "PATH", "JITSI_EMPTY", "JITSI_HOST"].contains(&&*name);
        Some((name, json!(value.as_str().filter(|_| own)?.replace("$$", "$"))))
    });
    Outcome { error: None, lines: Vec::new(), value: Json::Object(environment.collect()) }
}

fn compare(name: &str, cases: &[Case]) {
    let dir = TempDir::new().expect("a directory");
    let paths = lay_out(dir.path(), cases);
    let answers = on_two_threads(&paths, |path| {
        let mut ours = show(path, &ENV);
        // A nameless variable is in the file, and nobody can ask for it.
        ours.value.as_object_mut().map(|map| map.remove(""));
        let mut real = real(path, &ours);
        forget_unknown(&mut real.value, &ours.value);
        (real, ours)
    });
    let mut tally = Tally::default();
    for (case, (real, ours)) in cases.iter().zip(&answers) {
        tally.compare(case, real, ours);
    }
    tally.verdict(name);
}

#[test]
fn written_cases_by_the_program() {
    compare(".env, written, by compose itself", &written("dotenv", ".env"));
}

#[test]
fn generated_cases() {
    let case = |at: u64| {
        let mut random = Random::new(at);
        let mut text = String::new();
        for _ in 0..1 + random.below(12) {
            let name = random.pick(&["A", "B", "C_1", "JVB_PORT", "JITSI_HOST", "export D", "E ", "f.g"]);
            let quote = random.pick(&["", "", "", "'", "\""]);
            let value: String = (0..random.below(5))
                .map(|_| {
                    random.pick(&[
                        "word",
                        " ",
                        "#",
                        " # c",
                        "$A",
                        "${B}",
                        "${C_1:-d}",
                        "${Z-e}",
                        "${A:+f}",
                        "$$",
                        "$",
                        "\\",
                        "\\n",
                        "\\$A",
                        "=",
                        ":",
                        "é",
                        "1",
                        "\t",
                        "${JITSI_EMPTY:-g}",
                        "\\'",
                        "\\\"",
                    ])
                })
                .collect();
            let sign = if random.percent(90) { "=" } else { ":" };
            text += &format!("{name}{sign}{quote}{value}{quote}\n");
        }
        if random.percent(10) {
            random.damage(&mut text, &["'", "\"", "$", "{", "}", "\n", " ", "#", "="]);
        }
        Case { title: format!("generated {at}"), files: vec![(".env".to_owned(), text.into_bytes())] }
    };
    compare(
        ".env, generated, by compose itself",
        &seeds().into_iter().step_by(4).map(case).collect::<Vec<_>>(),
    );
}
