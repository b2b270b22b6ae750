//! The tables of options are what the tool makes of the data.

#[path = "../tools/catalogue/cases.rs"]
mod cases;
#[path = "../tools/catalogue/generate.rs"]
mod generate;
#[path = "../tools/catalogue/signatures.rs"]
mod signatures;

use std::fs;
use std::path::Path;

use jitsi_doctor::catalogue::SIGNATURES;
use jitsi_doctor::rules;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a text")
}

#[test]
fn tables_are_made_of_the_data() {
    for program in generate::PROGRAMS {
        let records = generate::parse(&read(&format!("catalogue/{program}.txt"))).expect("data");
        let made = generate::rust(program, &records);
        let module = generate::module(program);
        let found = read(&format!("src/catalogue/{module}.rs"));
        assert!(made == found, "src/catalogue/{module}.rs is old: run `cargo run --example catalogue`");
    }
}

#[test]
fn what_is_wrong_in_the_data_is_said() {
    for (text, wanted) in [
        ("x.y\n", "a name and a kind"),
        ("x.y number\n", "no such kind"),
        ("  since 1\n", "no option stands above"),
        ("x.y int\n  sinze 1\n", "no such word"),
        ("x.y int\n  legacy Z upside-down\n", "no such conversion"),
        ("x.y int\nx.y int\n", "twice"),
    ] {
        let error = generate::parse(text).expect_err(text);
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn the_table_of_cases_is_made_of_the_data() {
    let cases = cases::parse(&read("catalogue/cases.txt")).expect("data");
    for (path, made) in
        [("src/catalogue/cases.rs", cases::rust(&cases)), ("docs/cases.md", cases::markdown(&cases))]
    {
        assert!(made == read(path), "{path} is old: run `cargo run --example catalogue`");
    }
}

#[test]
fn cases_are_complete_and_name_rules_that_exist() {
    let cases = cases::parse(&read("catalogue/cases.txt")).expect("data");
    // As many as were collected: none is dropped because nothing finds it.
    assert_eq!(cases.len(), 105);
    for (at, case) in cases.iter().enumerate() {
        assert!(!cases[..at].iter().any(|other| other.sees == case.sees), "twice: {}", case.sees);
        for (at, rule) in case.rules.iter().enumerate() {
            assert!(
                rules::ALL.iter().any(|known| known.meta().id == rule),
                "{}: no such rule: {rule}",
                case.sees
            );
            assert!(!case.rules[..at].contains(rule), "{}: twice: {rule}", case.sees);
            assert!(!read(&format!("rules/{}.md", rule.replace('-', "_"))).is_empty());
        }
    }
}

#[test]
fn what_is_wrong_in_the_cases_is_said() {
    for (text, wanted) in [
        ("  cause x y\n", "no case stands above"),
        ("It breaks\n  cause x y\n", "are missing"),
        ("It breaks\n  rules a/b\n", "are missing"),
        ("It breaks\n  needs luck\n", "no such need"),
        ("It breaks\n  casue x y\n", "no such word"),
        ("It breaks\n  never\n", "a word and a text"),
    ] {
        let error = cases::parse(text).expect_err(text);
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn the_table_of_signatures_is_made_of_the_data() {
    let signatures = signatures::parse(&read("catalogue/signatures.txt")).expect("data");
    let found = read("src/catalogue/signatures.rs");
    assert!(
        signatures::rust(&signatures) == found,
        "signatures.rs is old: run `cargo run --example catalogue`"
    );
}

#[test]
fn what_is_wrong_in_the_signatures_is_said() {
    for (text, wanted) in [
        ("  text x\n", "no signature stands above"),
        ("a-b error\n", "a name, a severity and a rule"),
        ("a-b fatal logs/x\n", "no such severity"),
        ("a-b error logs/x\na-b error logs/x\n", "twice"),
        ("a-b error logs/x\n  in apache\n", "no such service"),
        ("a-b error logs/x\n  sinze 1\n", "no such word"),
        ("a-b error logs/x\n  minutes few\n", "a number is wanted"),
        ("a-b error logs/x\n  text\n", "a word and a text"),
        ("a-b error logs/x\n  in nginx\n", "is missing: a-b"),
    ] {
        let error = signatures::parse(text).expect_err(text);
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn signatures_and_rules_agree() {
    for rule in rules::ALL.iter().filter(|rule| rule.meta().id.starts_with("logs/")) {
        let meta = rule.meta();
        let own = || SIGNATURES.iter().filter(|signature| signature.rule == meta.id);
        assert!(own().count() > 0, "{}", meta.id);
        let mut explained: Vec<&str> = own().flat_map(|signature| signature.explained).copied().collect();
        explained.sort_unstable();
        explained.dedup();
        assert_eq!(explained, meta.follows, "{}", meta.id);
        assert_eq!(own().map(|signature| signature.severity).max(), Some(meta.severity), "{}", meta.id);
        for service in own().flat_map(|signature| signature.services.iter().chain(signature.restart)) {
            assert!(meta.restart.contains(service), "{} does not restart {}", meta.id, service.unit());
        }
    }
    for signature in SIGNATURES {
        assert!(rules::ALL.iter().any(|rule| rule.meta().id == signature.rule), "{}", signature.id);
        for text in signature.texts.iter().chain(signature.cured).copied().flatten() {
            // Docker writes these otherwise; short texts are in every other line.
            assert!(
                text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '),
                "{text}"
            );
            assert!(!text.contains(['"', '\\', '<', '>', '&']), "{text}");
        }
    }
}
