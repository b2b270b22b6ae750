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
mod score;
mod spots;

use exclusions::EXCLUSIONS;
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
