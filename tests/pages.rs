//! Runs every example of every rule's page.
//!
//! In a block that names a file, a comment `error: area/rule` (or `warning:`, `info:`, `unknown:`) marks the
//! line where the page's rule reports. A comment that stands alone marks the next line.

mod common;

use std::collections::BTreeSet;

use jitsi_doctor::check::{Example, Page, PageSection, Rule, Selection, run};
use jitsi_doctor::rules;

/// Path, line, and the word before the colon.
type Mark = (String, usize, String);

const WORDS: [&str; 4] = ["error", "warning", "info", "unknown"];

#[test]
fn every_example_of_every_page() {
    let mut failures = Vec::new();
    for rule in rules::ALL.iter() {
        check_page(*rule, &mut failures);
    }
    assert!(failures.is_empty(), "{} pages or examples fail:\n\n{}", failures.len(), failures.join("\n\n"));
}

fn check_page(rule: &dyn Rule, failures: &mut Vec<String>) {
    let meta = rule.meta();
    let page = match Page::parse(meta.page) {
        Ok(page) => page,
        Err(error) => return failures.push(format!("{}: {error}", meta.id)),
    };
    let restart: Vec<&str> = meta.restart.iter().map(|service| service.unit()).collect();
    for (field, wanted) in [
        ("id", meta.id),
        ("title", meta.title),
        ("severity", meta.severity.name()),
        ("restart", &restart.join(" ")),
    ] {
        if page.field(field) != wanted {
            failures.push(format!(
                "{}: the page says {field}: {:?}, the rule {wanted:?}",
                meta.id,
                page.field(field)
            ));
        }
    }
    for field in ["since", "symptom"] {
        if page.field(field).is_empty() {
            failures.push(format!("{}: the page has no {field}", meta.id));
        }
    }
    for heading in ["What happens", "How to fix it"] {
        if page.section(heading).is_none_or(|text| text.trim().is_empty()) {
            failures.push(format!("{}: the page has no section `{heading}`", meta.id));
        }
    }
    for section in PageSection::ALL {
        let Some(text) = page.section(section.heading()) else {
            failures.push(format!("{}: the page has no section `{}`", meta.id, section.heading()));
            continue;
        };
        let examples = page.examples(section);
        // Only a rule whose input is always known may do without an example of not knowing.
        let may_be_empty =
            section == PageSection::CannotTell && text.trim().starts_with("This rule always decides");
        if examples.is_empty() && !may_be_empty {
            failures.push(format!("{}: section `{}` has no example", meta.id, section.heading()));
        }
        for example in examples {
            if let Err(error) = check_example(rule, section, &example) {
                let title = if example.title.is_empty() { "first example" } else { &example.title };
                failures.push(format!("{} · {} · {title}\n{error}", meta.id, section.heading()));
            }
        }
    }
}

fn check_example(rule: &dyn Rule, section: PageSection, example: &Example) -> Result<(), String> {
    let deployment = common::deployment(&common::tree_of(example));
    let sources = &deployment.sources;
    // The rule alone, so that a cause in the same example does not fold it away.
    let mut outcome = match rule.meta().id.starts_with("suppression/") {
        // What is suppressed is known only when the other rules have run.
        true => run(&rules::ALL, &deployment, &Selection::default()),
        false => run(&[rule], &deployment, &Selection::default()),
    };
    outcome.diagnostics.retain(|diagnostic| diagnostic.rule == rule.meta().id);
    outcome.undecided.retain(|undecided| undecided.rule == rule.meta().id);
    let mut found: BTreeSet<Mark> = BTreeSet::new();
    for diagnostic in &outcome.diagnostics {
        let span = diagnostic.primary.span;
        let place = (sources.path(span.file).to_owned(), sources.position(span).line);
        found.insert((place.0, place.1, diagnostic.severity.name().to_owned()));
        for (what, text) in [
            ("message", &diagnostic.message),
            ("effect", &diagnostic.effect),
            ("help", &diagnostic.help),
            ("label", &diagnostic.primary.text),
        ] {
            if text.trim().is_empty() {
                return Err(format!("the finding has no {what}"));
            }
        }
        if diagnostic.message.ends_with('.') || diagnostic.message.len() > 140 {
            return Err(format!(
                "the message is one short sentence without a full stop: {}",
                diagnostic.message
            ));
        }
    }
    let undecided: BTreeSet<Mark> = outcome
        .undecided
        .iter()
        .filter_map(|undecided| undecided.place)
        .map(|span| (sources.path(span.file).to_owned(), sources.position(span).line, "unknown".to_owned()))
        .collect();

    let marks = marks_of(example, rule.meta().id);
    let (unknown, expected): (BTreeSet<Mark>, BTreeSet<Mark>) =
        marks.into_iter().partition(|(_, _, word)| word == "unknown");
    let wrong = match section {
        PageSection::Fires => expected.is_empty() || expected != found,
        PageSection::StaysSilent => {
            !expected.is_empty() || !found.is_empty() || !outcome.undecided.is_empty()
        }
        PageSection::CannotTell => {
            !found.is_empty() || outcome.undecided.is_empty() || !unknown.is_subset(&undecided)
        }
    };
    if !wrong {
        return Ok(());
    }
    let reasons: Vec<&str> = outcome.undecided.iter().map(|undecided| undecided.reason.as_str()).collect();
    Err(format!(
        "  marked:    {:?}\n  reported:  {found:?}\n  undecided: {undecided:?} {reasons:?}\n  files:     {:?}",
        expected.union(&unknown).collect::<Vec<_>>(),
        deployment.files.iter().map(|record| (&record.path, &record.status)).collect::<Vec<_>>(),
    ))
}

fn marks_of(example: &Example, id: &str) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    for (path, text) in &example.files {
        let mut waiting: Vec<String> = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let mark = WORDS.iter().find_map(|word| {
                let at = line.find(&format!("{word}: {id}"))?;
                Some((
                    word.to_string(),
                    line[..at].trim().trim_matches(['-', '/', '#', '*', '!', ' ']).is_empty(),
                ))
            });
            match mark {
                Some((word, true)) => waiting.push(word),
                Some((word, false)) => {
                    marks.insert((path.clone(), at + 1, word));
                }
                None => marks.extend(waiting.drain(..).map(|word| (path.clone(), at + 1, word))),
            }
        }
    }
    marks
}

/// A page may also show what the rest of the catalogue says; that it runs at all is worth a test.
#[test]
fn the_whole_catalogue_runs_over_every_example() {
    for rule in rules::ALL.iter() {
        let Ok(page) = Page::parse(rule.meta().page) else { continue };
        for section in PageSection::ALL {
            for example in page.examples(section) {
                let deployment = common::deployment(&common::tree_of(&example));
                let outcome = common::check(&deployment);
                let not_run = outcome.switched_off.len() + outcome.skipped.len();
                assert_eq!(outcome.rules_run + not_run, rules::ALL.len());
            }
        }
    }
}
