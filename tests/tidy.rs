//! Keeps the shape of the project: what ARCHITECTURE.md promises is tested here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jitsi_doctor::rules;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a directory of the project, as a path relative to the project.
fn files(dir: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![root().join(dir)];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(&dir).expect("a directory").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                todo.push(entry);
            } else {
                found.push(entry.strip_prefix(root()).expect("below the root").to_owned());
            }
        }
    }
    found.sort();
    found
}

fn rust_files(dir: &str) -> Vec<(PathBuf, String)> {
    files(dir)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let text = fs::read_to_string(root().join(&path)).expect("a text");
            (path, text)
        })
        .collect()
}

/// `auth/guest-host-missing` for `rules/auth/guest_host_missing.rs`.
fn id_of(path: &Path) -> String {
    let area = path.parent().and_then(Path::file_name).expect("an area").to_string_lossy().into_owned();
    let name = path.file_stem().expect("a name").to_string_lossy().replace('_', "-");
    format!("{area}/{name}")
}

#[test]
fn folder_catalogue_and_pages_agree() {
    let with_ending = |ending: &str| -> BTreeSet<String> {
        files("rules")
            .iter()
            .filter(|path| path.components().count() == 3 && path.extension().is_some_and(|e| e == ending))
            .filter(|path| !path.ends_with("mod.rs"))
            .map(|path| id_of(path))
            .collect()
    };
    let (code, pages) = (with_ending("rs"), with_ending("md"));
    let catalogue: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.meta().id.to_owned()).collect();
    assert_eq!(code, pages, "every rule has a page beside it");
    assert_eq!(code, catalogue, "every rule is named in its area's mod.rs");
}

#[test]
fn ids_are_unique_sorted_and_well_formed() {
    let ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.meta().id).collect();
    assert!(ids.is_sorted_by(|one, other| one < other), "{ids:?}");
    for id in ids {
        let kebab = |part: &str| {
            !part.is_empty()
                && part.split('-').all(|word| {
                    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                })
        };
        let (area, name) = id.split_once('/').expect("area/name");
        assert!(kebab(area) && kebab(name), "{id}");
    }
}

/// Ids stand in other people's scripts: one that was released is never renamed or given to another rule.
#[test]
fn ids_are_permanent() {
    let released = fs::read_to_string(root().join("rules/released.txt")).expect("rules/released.txt");
    let released: BTreeSet<&str> =
        released.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let catalogue: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.meta().id).collect();
    let lost: Vec<_> = released.difference(&catalogue).collect();
    assert!(lost.is_empty(), "these ids were released and are gone: {lost:?}");
    let unlisted: Vec<_> = catalogue.difference(&released).collect();
    assert!(unlisted.is_empty(), "add these ids to rules/released.txt: {unlisted:?}");
}

#[test]
fn causes_that_rules_follow_exist() {
    for rule in rules::ALL.iter() {
        for cause in rule.meta().follows {
            assert!(
                rules::ALL.iter().any(|other| other.meta().id == *cause),
                "{} follows {cause}, which is no rule",
                rule.meta().id
            );
        }
    }
}

#[test]
fn the_core_does_no_input_or_output() {
    const FORBIDDEN: [&str; 5] = ["std::fs", "std::net", "std::process", "std::env", "std::io"];
    for dir in ["rules", "src/model", "src/syntax", "src/check", "src/policy", "src/text", "src/catalogue"] {
        for (path, text) in rust_files(dir) {
            for word in FORBIDDEN {
                assert!(!text.contains(word), "{} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn files_stay_small() {
    let tests = |path: &Path| {
        path.file_name().is_some_and(|name| name == "tests.rs")
            || path.components().any(|part| part.as_os_str() == "tests")
    };
    // Nobody reads these: a tool makes them of data, one line for each option.
    let made = |text: &str| text.starts_with("//! Made from catalogue/");
    for (path, text) in rust_files("src").into_iter().filter(|(path, text)| !tests(path) && !made(text)) {
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines: a concept may be missing", path.display());
    }
    for (path, text) in rust_files("rules") {
        let lines = text.lines().count();
        assert!(lines <= 150, "{} has {lines} lines: a helper of the model may be missing", path.display());
    }
}

/// Secrets come out of their type only for a purpose that is written down.
#[test]
fn secrets_are_exposed_for_a_purpose() {
    for dir in ["src", "rules"] {
        for (path, text) in rust_files(dir) {
            for line in
                text.lines().filter(|line| line.contains("expose_for(") && !line.contains("fn expose_for"))
            {
                let purposes =
                    ["Purpose::Judge", "Purpose::Prove", "Purpose::Hide", "Purpose::Asked", "purpose"];
                assert!(purposes.iter().any(|purpose| line.contains(purpose)), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn invariants_of_the_architecture_name_tests_that_exist() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut all = String::new();
    for dir in ["src", "tests"] {
        rust_files(dir).into_iter().for_each(|(_, text)| all.push_str(&text));
    }
    let mut invariants = 0;
    let (_, section) = text.split_once("## Invariants").expect("a section");
    let section = section.split("\n## ").next().expect("a text");
    for line in section.lines().filter(|line| line.starts_with("* **")) {
        invariants += 1;
        let (_, names) =
            line.split_once("Tests:").unwrap_or_else(|| panic!("an invariant names no test: {line}"));
        for name in names.split('`').skip(1).step_by(2) {
            let function = name.rsplit("::").next().unwrap_or(name);
            assert!(all.contains(&format!("fn {function}(")), "no such test: {name}");
        }
    }
    assert!(invariants >= 8, "only {invariants} invariants found");
}
