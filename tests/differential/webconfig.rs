//! config.js against Node.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::common::{file, names_in, on_two_threads, output_of, places_of, program, show};
use super::compare::{Answer, Tally};
use super::generate::Random;
use super::generate_js;
use super::support::seeds;

/// The SSI variables that nginx has set.
const SSI: [(&str, &str); 2] = [("subdomain", "sub."), ("empty", "")];
/// Pages that one process evaluates.
const BATCH: usize = 1_000;

#[test]
fn own_set() {
    let cases = file("cases/webconfig");
    let names = names_in(&cases);
    assert!(names.len() >= 50, "only {} cases", names.len());
    let pages: Vec<Vec<PathBuf>> = names
        .iter()
        .map(|name| match cases.join(name) {
            dir if dir.is_dir() => names_in(&dir).into_iter().map(|script| dir.join(script)).collect(),
            script => vec![script],
        })
        .collect();
    let mut tally = Tally::new("config.js, own set");
    compare(&pages, |at| names[at].clone(), &mut tally);
    tally.finish();
}

#[test]
fn generated() {
    let mut tally = Tally::new("config.js, generated");
    for seeds in seeds().chunks(BATCH) {
        let dir = tempfile::tempdir().expect("a directory");
        let pages: Vec<Vec<PathBuf>> = seeds.iter().map(|seed| generate(*seed, dir.path())).collect();
        compare(&pages, |at| format!("seed {}", seeds[at]), &mut tally);
    }
    tally.finish();
}

fn generate(seed: u64, dir: &Path) -> Vec<PathBuf> {
    let scripts = generate_js::page(&mut Random::new(seed));
    let write = |(at, text): (usize, String)| {
        let path = dir.join(format!("{seed}-{at}.js"));
        fs::write(&path, text).expect("a written file");
        path
    };
    scripts.into_iter().enumerate().map(write).collect()
}

fn compare(pages: &[Vec<PathBuf>], name: impl Fn(usize) -> String, tally: &mut Tally) {
    let real = ask_node(pages);
    assert_eq!(real.len(), pages.len(), "Node answers for every page");
    let ours = on_two_threads(pages, |page| ask_doctor(page));
    for (at, (real, ours)) in real.iter().zip(&ours).enumerate() {
        let texts: Vec<String> = pages[at]
            .iter()
            .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned())
            .collect();
        tally.add(&name(at), &texts.join("\n// ---- next script\n"), real, ours);
    }
}

fn ask_node(pages: &[Vec<PathBuf>]) -> Vec<Answer> {
    let dir = tempfile::tempdir().expect("a directory");
    let list = dir.path().join("list");
    let lines: Vec<String> = pages.iter().map(|page| json!(page).to_string()).collect();
    fs::write(&list, lines.join("\n")).expect("a written file");
    let variables: serde_json::Map<String, Json> =
        SSI.iter().map(|(name, value)| ((*name).to_owned(), Json::from(*value))).collect();
    let mut command = program("node");
    command.arg(file("webconfig.js")).arg(&list).current_dir(dir.path());
    command.env("SSI", Json::Object(variables).to_string());
    let answers = output_of(&mut command, Duration::from_secs(120));
    let answers = String::from_utf8_lossy(&answers);
    answers.lines().map(|line| answer(serde_json::from_str(line).expect("JSON"), place_of)).collect()
}

fn ask_doctor(page: &[PathBuf]) -> Answer {
    let ssi: Vec<String> = SSI.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut args: Vec<&OsStr> = page.iter().map(|path| path.as_os_str()).collect();
    args.extend([OsStr::new("--as"), OsStr::new("configjs")]);
    for one in &ssi {
        args.extend([OsStr::new("--ssi"), OsStr::new(one)]);
    }
    answer(show(&args), places_of)
}

/// The same shape is read from both; an error stops one script, not the page.
fn answer(mut document: Json, places: impl Fn(&Json) -> Vec<(String, u64)>) -> Answer {
    let mut value = document["value"].take();
    as_floats(&mut value);
    let errors = document["errors"].as_array().cloned().unwrap_or_default();
    if errors.is_empty() {
        return Answer::Accepted(value);
    }
    let places = errors.iter().map(places).filter(|places| !places.is_empty()).collect();
    Answer::Rejected { places, message: document["errors"].to_string(), value }
}

/// The place Node names, if it names one.
fn place_of(error: &Json) -> Vec<(String, u64)> {
    let file = error["file"].as_str().unwrap_or_default().to_owned();
    error["line"].as_u64().map(|line| (file, line)).into_iter().collect()
}

/// JavaScript has one kind of number.
fn as_floats(value: &mut Json) {
    match value {
        Json::Number(number) => *value = Json::from(number.as_f64().map(|number| number + 0.0)),
        Json::Array(items) => items.iter_mut().for_each(as_floats),
        Json::Object(fields) => fields.values_mut().for_each(as_floats),
        _ => {}
    }
}
