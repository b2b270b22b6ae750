//! Prosody's configuration against Prosody's own config manager and module manager.

use std::collections::BTreeSet;
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

/// A generation of Prosody, as `show` names it, and where its source is.
pub struct Version {
    pub name: &'static str,
    pub source: PathBuf,
}

/// The installed 0.12, the 13 that was unpacked beside it, and any other source that is asked for.
pub fn versions() -> Vec<Version> {
    let unpacked =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("target/oracles/trixie/prosody/usr/lib/prosody");
    let mut versions =
        vec![Version { name: "0.12", source: LIBRARIES.into() }, Version { name: "13", source: unpacked }];
    if let Some(source) = std::env::var_os("PROSODY_0_11_SOURCE") {
        versions.push(Version { name: "0.11", source: source.into() });
    }
    for Version { name, source } in &versions {
        let there = source.join("core").is_dir();
        assert!(there, "there is no Prosody {name} in {}: run .ci/install-oracles", source.display());
    }
    versions
}

/// The installed Prosody; its parts that are compiled serve the other one too.
const LIBRARIES: &str = "/usr/lib/prosody";
/// The environment of both.
pub const ENV: [(&str, &str); 3] = [("DOMAIN", "env.example.com"), ("PORT", "5280"), ("EMPTY", "")];
/// Files that one process evaluates.
const BATCH: usize = 1_000;

#[test]
fn own_set() {
    let dir = tempfile::tempdir().expect("a directory");
    let cases = file("cases/prosody");
    let names = names_in(&cases);
    assert!(names.len() >= 150, "only {} cases", names.len());
    let mains: Vec<PathBuf> =
        names.iter().enumerate().map(|(at, name)| place(&cases, name, dir.path(), at)).collect();
    let mut tally = Tallies::new("own set");
    compare(&mains, |at| (names[at].clone(), fs::read_to_string(&mains[at]).unwrap_or_default()), &mut tally);
    tally.finish();
}

/// Copies a case to a short path: Prosody cannot name lines of files with a long one, which is a case of its own.
pub fn place(cases: &Path, name: &str, dir: &Path, at: usize) -> PathBuf {
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
    let mut tally = Tallies::new("generated");
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

fn compare(mains: &[PathBuf], text: impl Fn(usize) -> (String, String), tallies: &mut Tallies) {
    let mut answers = Vec::new();
    for (version, tally) in versions().iter().zip(&mut tallies.versions) {
        let real = ask_prosody(version, mains);
        assert_eq!(real.len(), mains.len(), "Prosody answers for every file");
        let ours = on_two_threads(mains, |main| ask_doctor(main, Some(version.name)));
        for (at, (real, ours)) in real.iter().zip(&ours).enumerate() {
            let (name, text) = text(at);
            tally.add(&name, &text, real, ours);
        }
        answers.push((real, ours));
    }
    let unknown = on_two_threads(mains, |main| ask_doctor(main, None));
    for (at, ours) in unknown.iter().enumerate() {
        let (name, text) = text(at);
        for (tally, (real, _)) in tallies.unknown.iter_mut().zip(&answers) {
            // What the version decides is not refused, but said to be so.
            tally.add(&name, &text, &real[at], ours);
        }
        if let Some(difference) = not_what_both_read(&answers[0].1[at], &answers[1].1[at], ours) {
            tallies.agreement.push(format!("--- {name}\n{text}\n  {difference}"));
        }
    }
}

/// Results by version, and those of an evaluation that does not know the version.
struct Tallies {
    versions: Vec<Tally>,
    unknown: Vec<Tally>,
    /// Where the latter is not exactly what the versions agree on.
    agreement: Vec<String>,
}

impl Tallies {
    fn new(set: &str) -> Self {
        let named = |how: &str| {
            versions()
                .iter()
                .map(|version| Tally::new(format!("Prosody {}, {set}{how}", version.name)))
                .collect()
        };
        let unknown: Vec<Tally> = named(", version not told");
        Tallies { versions: named(""), unknown, agreement: Vec::new() }
    }

    fn finish(self) {
        let all = self.versions.iter().chain(&self.unknown);
        all.for_each(Tally::print);
        assert!(self.agreement.is_empty(), "{}", self.agreement.join("\n"));
        self.versions.iter().for_each(Tally::check);
        // Which version reads is not known: only values can agree with both.
        self.unknown.iter().take(2).for_each(Tally::check_values);
    }
}

/// Whether an evaluation without a version is other than what the two versions agree on.
fn not_what_both_read(old: &Answer, new: &Answer, ours: &Answer) -> Option<String> {
    match (old, new, ours) {
        (Answer::Rejected { .. }, Answer::Rejected { .. }, Answer::Rejected { .. }) => None,
        (Answer::Rejected { .. }, Answer::Rejected { .. }, _) => {
            Some("both refuse it, and we do not".to_owned())
        }
        (_, _, Answer::Rejected { .. }) => Some("only one version refuses it, and we do".to_owned()),
        (Answer::Accepted(old), Answer::Accepted(new), Answer::Accepted(ours)) => {
            // A host that only one of them opens leaves open what else there is.
            if !ours["incomplete"].is_null() {
                return None;
            }
            let mut wanted = agreed(old, new);
            let given = plain(ours);
            vague_conclusions(&mut wanted, &given);
            (wanted != given).then(|| format!("both read {wanted}\n  we read {given}"))
        }
        (Answer::Accepted(_), _, Answer::Accepted(ours))
        | (_, Answer::Accepted(_), Answer::Accepted(ours)) => {
            ours["incomplete"].is_null().then(|| "one version refuses it, and we do not say so".to_owned())
        }
    }
}

/// From options that differ nothing is told, even where both versions happen to conclude the same.
fn vague_conclusions(wanted: &mut Json, given: &Json) {
    let lists =
        |options: &Json| ["modules_enabled", "modules_disabled"].iter().any(|name| options[name] == "?");
    let global = lists(&given["global"]);
    for (name, host) in wanted["hosts"].as_object_mut().into_iter().flatten() {
        if (global || lists(&given["hosts"][name]["options"])) && given["hosts"][name]["modules"] == "?" {
            host["modules"] = Json::from("?");
        }
        if given["hosts"][name]["options"]["enabled"] == "?" || given["global"]["enabled"] == "?" {
            for conclusion in ["enabled", "modules"] {
                host[conclusion] = given["hosts"][name][conclusion].clone();
            }
        }
    }
}

/// A document with `?` for what is not known, and without the warnings.
fn plain(document: &Json) -> Json {
    agreed(document, document)
}

fn agreed(old: &Json, new: &Json) -> Json {
    match (old, new) {
        // A table with other keys than texts has another form altogether.
        _ if old.get("$table").is_some() != new.get("$table").is_some() => Json::from("?"),
        _ if old.get("$unknown").is_some() || new.get("$unknown").is_some() => Json::from("?"),
        (Json::Object(old), Json::Object(new)) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            let known = |key: &&String| !matches!(key.as_str(), "warnings" | "incomplete");
            let field = |key: &String| match (old.get(key), new.get(key)) {
                (Some(old), Some(new)) => agreed(old, new),
                _ => Json::from("?"),
            };
            let fields: serde_json::Map<String, Json> =
                keys.into_iter().filter(known).map(|key| (key.clone(), field(key))).collect();
            Json::Object(fields)
        }
        (Json::Array(old), Json::Array(new)) if old.len() == new.len() => {
            old.iter().zip(new).map(|(old, new)| agreed(old, new)).collect()
        }
        _ if old == new => old.clone(),
        _ => Json::from("?"),
    }
}

fn ask_prosody(version: &Version, mains: &[PathBuf]) -> Vec<Answer> {
    let lines = prosody_lines(version, mains, false);
    lines.into_iter().map(real_answer).collect()
}

/// What the harness prints for each file.
pub fn prosody_lines(version: &Version, mains: &[PathBuf], typed: bool) -> Vec<Json> {
    let dir = tempfile::tempdir().expect("a directory");
    let list = dir.path().join("list");
    let lines: Vec<String> = mains.iter().map(|path| path.display().to_string()).collect();
    fs::write(&list, lines.join("\n")).expect("a written file");
    let mut command = program("lua5.4");
    command.arg(file("prosody.lua")).arg(&list).current_dir(dir.path());
    command.envs(ENV).env_remove("CREDENTIALS_DIRECTORY");
    command.env("PROSODY_SOURCE", &version.source).env("PROSODY_LIBRARIES", LIBRARIES);
    if typed {
        command.env("TYPED", "1");
    }
    let answers = output_of(&mut command, Duration::from_secs(120));
    let answers = String::from_utf8_lossy(&answers);
    answers.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn real_answer(mut document: Json) -> Answer {
    let Some(message) = document["error"].as_str() else {
        let mut value = document["value"].take();
        let warnings = value["warnings"].as_array().into_iter().flatten().filter_map(Json::as_str);
        let known = warnings
            .filter(|text| text.contains("Duplicate option") || text.contains("direct usage of the Lua"));
        let mut duplicates: Vec<Json> = known
            .flat_map(|text| places_in(text).into_iter().take(1))
            .map(|(file, line)| place_json(&file, line))
            .collect();
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

fn ask_doctor(main: &Path, version: Option<&str>) -> Answer {
    let env: Vec<String> = ENV.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut args: Vec<&OsStr> = vec![main.as_os_str()];
    let version = version.map(|version| ["--prosody-version", version]);
    args.extend(["--as", "prosody"].into_iter().chain(version.into_iter().flatten()).map(OsStr::new));
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
    let again = |note: &&Json| {
        let text = note["message"].as_str().unwrap_or_default();
        text.contains("is set again") || text.contains("warns about the Lua library")
    };
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
        // One module may be there or not.
        let name = |module: &Json| module["name"].as_str().or(module.as_str()).map(str::to_owned);
        if let Some(modules) = host["modules"].as_array() {
            host["modules"] =
                modules.iter().filter_map(|module| Some((name(module)?, module.clone()))).collect();
        }
    }
    key_tables(&mut value);
    value
}

/// The path without links, `.`, `..` and doubled `/`.
fn plain_path(path: &str) -> String {
    // Ours is relative to the root.
    let real = fs::canonicalize(Path::new("/").join(path)).ok();
    let path = real.as_deref().and_then(Path::to_str).unwrap_or(path);
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
