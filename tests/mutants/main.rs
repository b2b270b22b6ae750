//! Mutation tests of the whole catalogue: one wrong value is one finding, and what means the same is none.
//!
//! `cargo test --test mutants -- --nocapture` prints the score. `JITSI_DOCTOR_MUTANTS` lists mutants: `missed`,
//! `many` (with more than one finding), `excluded` or `all`. `JITSI_DOCTOR_NEUTRAL` is how many neutral variants
//! of each installation are tried, and `JITSI_DOCTOR_NEUTRAL_SEED` the number to start from.
#![allow(clippy::print_stdout, reason = "the score is for people")]

mod atoms;
#[path = "../common/mod.rs"]
mod common;
mod exclusions;
mod judge;
mod mutate;
mod neutral;
mod score;
mod spots;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use exclusions::EXCLUSIONS;
use jitsi_doctor::load::{MemoryTree, Status};
use judge::{Judged, judge_all};
use spots::Subject;

#[test]
fn every_wrong_value_is_found_once() {
    let mut all: Vec<Judged> = Vec::new();
    for name in common::CORRECT {
        let subject = Subject::new(common::fixture(name));
        let mutants = mutate::mutants(&subject);
        all.extend(judge_all(name, &subject, mutants));
    }
    let excuse = |judged: &Judged| EXCLUSIONS.iter().position(|exclusion| exclusion.excuses(judged));
    let (excused, counted): (Vec<&Judged>, Vec<&Judged>) =
        all.iter().partition(|judged| excuse(judged).is_some());
    let score = score::Score::of(&counted);
    println!("{score}\n{} mutants excluded as no faults", excused.len());
    for exclusion in &EXCLUSIONS {
        let count = excused.iter().filter(|judged| exclusion.excuses(judged)).count();
        println!("{count:4} {}: {}", exclusion.spot, exclusion.reason);
    }
    let list = std::env::var("JITSI_DOCTOR_MUTANTS").unwrap_or_default();
    let wanted = |judged: &Judged| match list.as_str() {
        "all" => true,
        "missed" => !judged.found && excuse(judged).is_none(),
        "excluded" => excuse(judged).is_some(),
        "many" => judged.top > 1,
        _ => false,
    };
    all.iter().filter(|judged| wanted(judged)).for_each(|judged| println!("{}", judged.line()));

    let missed: Vec<String> =
        counted.iter().filter(|judged| !judged.found).map(|judged| judged.line()).collect();
    assert!(missed.is_empty(), "{} wrong values are not found:\n{}", missed.len(), missed.join("\n"));
    for exclusion in &EXCLUSIONS {
        assert!(
            excused.iter().any(|judged| exclusion.excuses(judged)),
            "`{}` excludes nothing",
            exclusion.spot
        );
    }
    score.is_not_below_the_floor();
}

/// Errors, warnings and infos without places, and what could not be decided; the domain's name does not matter.
fn findings(tree: &MemoryTree, name: &str) -> Vec<String> {
    let deployment = common::deployment(tree);
    let outcome = common::check(&deployment);
    let mut lines: Vec<String> = outcome
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let message = diagnostic.message.replace(name, neutral::NAME);
            format!("{} {}: {message} ({})", diagnostic.severity.name(), diagnostic.rule, diagnostic.effect)
        })
        .collect();
    let undecided = outcome
        .undecided
        .iter()
        .map(|undecided| format!("undecided {}: {}", undecided.rule, undecided.reason));
    lines.extend(undecided);
    let unread = deployment.files.iter().filter(|record| record.status != Status::Read);
    lines.extend(unread.map(|record| format!("{}: {:?}", record.path, record.status)));
    lines.sort();
    lines
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn what_means_the_same_gives_the_same_findings() {
    let (count, seed) = (number("JITSI_DOCTOR_NEUTRAL", 50), number("JITSI_DOCTOR_NEUTRAL_SEED", 1));
    for name in common::CORRECT {
        let subject = Subject::new(common::fixture(name));
        let wanted = findings(&subject.tree, neutral::NAME);
        let next = AtomicU64::new(seed);
        let tried: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for _ in 0..judge::threads() {
                scope.spawn(|| {
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= number("JITSI_DOCTOR_NEUTRAL_SEED", 1) + count {
                            break;
                        }
                        let variant = neutral::variant(&subject, &mut neutral::Random::new(seed));
                        let found = findings(&variant.tree, &variant.name);
                        assert_eq!(found, wanted, "{name}, seed {seed}: {:?}", variant.done);
                        let mut tried = tried.lock().expect("no panic");
                        variant.done.into_iter().for_each(|done| *tried.entry(done).or_default() += 1);
                    }
                });
            }
        });
        println!("{name}: {count} variants mean the same, {:?}", tried.into_inner().expect("no panic"));
    }
}
