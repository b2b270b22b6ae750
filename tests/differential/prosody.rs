//! Prosody's configuration against Prosody's own config manager and module manager.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value as Json;
use tempfile::TempDir;

use super::common::{copy_dir, file, names_in, on_two_threads, output_of, places_of, program, show};
use super::compare::{Answer, Tally};
use super::generate::Random;
use super::generate_lua;
use super::support::seeds;

/// The environment of both.
const ENV: [(&str, &str); 3] = [("DOMAIN", "env.example.com"), ("PORT", "5280"), ("EMPTY", "")];
/// Files that one process evaluates.
const BATCH: usize = 1_000;

#[test]
fn own_set() {
    let dir = tempfile::tempdir().expect("a directory");
    let cases = file("cases/prosody");
    let names = names_in(&cases);
    assert!(names.len() >= 60, "only {} cases", names.len());
    let mains: Vec<PathBuf> =
        names.iter().enumerate().map(|(at, name)| place(&cases, name, dir.path(), at)).collect();
    let mut tally = Tally::new("Prosody, own set");
    compare(&mains, |at| (names[at].clone(), fs::read_to_string(&mains[at]).unwrap_or_default()), &mut tally);
    tally.finish();
}

/// Copies a case to a short path: Prosody cannot name lines of files with a long one, which is a case of its own.
fn place(cases: &Path, name: &str, dir: &Path, at: usize) -> PathBuf {
    let from = cases.join(name);
    let to = match name.strip_prefix("long-path") {
        Some(_) => dir.join(format!("{at:0>60}")),
        None => dir.join(at.to_string()),
    };
    if from.is_dir() {
        copy_dir(&from, &to);
        return to.join("main.cfg.lua");
    }
    fs::create_dir(&to).expect("a new directory");
    let main = to.join("main.cfg.lua");
    fs::copy(&from, &main).expect("a copy");
    main
}

#[test]
fn generated() {
    let mut tally = Tally::new("Prosody, generated");
    for seeds in seeds().chunks(BATCH) {
        let dir = tempfile::tempdir().expect("a directory");
        let mains: Vec<PathBuf> = seeds.iter().map(|seed| generate(*seed, &dir)).collect();
        let text = |at: usize| {
            let included = fs::read_to_string(mains[at].with_extension("inc")).unwrap_or_default();
            let main = fs::read_to_string(&mains[at]).expect("what was written");
            (format!("seed {}", seeds[at]), format!("{main}{included}"))
        };
        compare(&mains, text, &mut tally);
    }
    tally.finish();
}

fn generate(seed: u64, dir: &TempDir) -> PathBuf {
    let main = dir.path().join(format!("{seed}.cfg.lua"));
    let case = generate_lua::config(&mut Random::new(seed), &format!("{seed}.cfg.inc"));
    fs::write(&main, case.main).expect("a written file");
    if let Some(included) = case.included {
        fs::write(main.with_extension("inc"), included).expect("a written file");
    }
    main
}

fn compare(mains: &[PathBuf], text: impl Fn(usize) -> (String, String), tally: &mut Tally) {
    let real = ask_prosody(mains);
    assert_eq!(real.len(), mains.len(), "Prosody answers for every file");
    let ours = on_two_threads(mains, |main| ask_doctor(main));
    for (at, (real, ours)) in real.iter().zip(&ours).enumerate() {
        let (name, text) = text(at);
        tally.add(&name, &text, real, ours);
    }
}

fn ask_prosody(mains: &[PathBuf]) -> Vec<Answer> {
    let dir = tempfile::tempdir().expect("a directory");
    let list = dir.path().join("list");
    let lines: Vec<String> = mains.iter().map(|path| path.display().to_string()).collect();
    fs::write(&list, lines.join("\n")).expect("a written file");
    let mut command = program("lua5.4");
    command.arg(file("prosody.lua")).arg(&list).current_dir(dir.path()).env_remove("PROSODY_SOURCE");
    command.envs(ENV);
    let source = std::env::var_os("PROSODY_SOURCE").unwrap_or_else(|| "/usr/lib/prosody".into());
    assert!(Path::new(&source).is_dir(), "Prosody is not installed: there is no {}", source.display());
    command.env("PROSODY_SOURCE", source);
    let answers = output_of(&mut command, Duration::from_secs(120));
    let answers = String::from_utf8_lossy(&answers);
    answers.lines().map(|line| real_answer(serde_json::from_str(line).expect("JSON"))).collect()
}

fn real_answer(mut document: Json) -> Answer {
    let Some(message) = document["error"].as_str() else {
        let mut value = document["value"].take();
        let warnings = value["warnings"].as_array().into_iter().flatten().filter_map(Json::as_str);
        let duplicates = warnings.filter(|text| text.contains("Duplicate option"));
        let mut duplicates: Vec<Json> =
            duplicates.flat_map(places_in).map(|(file, line)| place_json(&file, line)).collect();
        duplicates.sort_by_key(Json::to_string);
        value["warnings"] = Json::Array(duplicates);
        return Answer::Accepted(tidy(value));
    };
    // A line of Prosody's own program is none of the configuration.
    let stopped = places_in(message).into_iter().find(|(file, _)| !file.ends_with("manager.lua"));
    let group = stopped.map(|(file, line)| {
        let mut lines = vec![line];
        lines.extend(opened_at(message));
        lines.into_iter().map(|line| (file.clone(), line)).collect()
    });
    Answer::Rejected { places: group.into_iter().collect(), message: message.to_owned(), value: Json::Null }
}

/// `FILE:LINE:` in a message; Lua may have cut off the start of the file.
fn places_in(message: &str) -> Vec<(String, u64)> {
    let mut places = Vec::new();
    for (at, _) in message.match_indices(':') {
        let digits: String = message[at + 1..].chars().take_while(char::is_ascii_digit).collect();
        if let (Ok(line), true) = (digits.parse(), message[at + 1 + digits.len()..].starts_with(':')) {
            let file = message[..at].rsplit(['/', '"']).next().unwrap_or_default();
            places.push((file.to_owned(), line));
        }
    }
    places
}

/// The line of the bracket or block that Lua found open: "(to close '{' at line 3)".
fn opened_at(message: &str) -> Option<u64> {
    let (_, rest) = message.split_once(" at line ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn place_json(file: &str, line: u64) -> Json {
    Json::from(format!("{file}:{line}"))
}

fn ask_doctor(main: &Path) -> Answer {
    let env: Vec<String> = ENV.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut args: Vec<&OsStr> = vec![main.as_os_str()];
    for arg in ["--as", "prosody", "--prosody-version", "0.12"] {
        args.push(OsStr::new(arg));
    }
    for one in &env {
        args.extend([OsStr::new("--env"), OsStr::new(one)]);
    }
    let mut document = show(&args);
    let place = |note: &Json| {
        let file = note["file"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        (file.to_owned(), note["line"].as_u64().unwrap_or_default())
    };
    // Prosody names the line in which the statement ends.
    let end_of = |note: &Json| (place(note).0, note["end_line"].as_u64().unwrap_or_default());
    let errors = document["errors"].as_array().expect("a list");
    if !errors.is_empty() {
        return Answer::Rejected {
            places: errors.iter().map(places_of).collect(),
            message: document["errors"].to_string(),
            value: Json::Null,
        };
    }
    let mut value = document["value"].take();
    let warnings = value["warnings"].as_array().into_iter().flatten();
    let again = |note: &&Json| note["message"].as_str().is_some_and(|text| text.contains("is set again"));
    let mut duplicates: Vec<Json> =
        warnings.filter(again).map(end_of).map(|(file, line)| place_json(&file, line)).collect();
    duplicates.sort_by_key(Json::to_string);
    let unknown =
        value["warnings"].as_array().into_iter().flatten().find(|note| note.get("$unknown").is_some());
    value["warnings"] = unknown.cloned().unwrap_or(Json::Array(duplicates));
    Answer::Accepted(tidy(value))
}

/// Writes the same thing the same way.
fn tidy(mut value: Json) -> Json {
    if let Some(files) = value["files"].as_array() {
        let mut names: Vec<String> = files.iter().filter_map(Json::as_str).map(plain_path).collect();
        names.sort();
        names.dedup();
        value["files"] = Json::from(names);
    }
    for (_, host) in value["hosts"].as_object_mut().into_iter().flatten() {
        // Without a module a Component is an external one.
        if host["component_module"] == "component" {
            host["component_module"] = Json::Null;
        }
        // A host that is switched off has no modules.
        if host["enabled"].get("$unknown").is_some() {
            host["modules"] = host["enabled"].clone();
        }
    }
    key_tables(&mut value);
    value
}

/// The path without `.`, `..` and doubled `/`.
fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The pairs of a mixed table have no order: they become an object.
fn key_tables(value: &mut Json) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(key_tables),
        Json::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                key_tables(field);
                if let ("$table", Json::Array(pairs)) = (name.as_str(), &*field) {
                    *field = pairs.iter().map(|pair| (pair[0].to_string(), pair[1].clone())).collect();
                }
            }
        }
        _ => {}
    }
}
