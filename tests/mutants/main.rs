//! Mutation tests of the whole catalogue: one wrong value is one finding, and what means the same is none.
//!
//! `cargo test --test mutants -- --nocapture` prints the score.
#![allow(clippy::print_stdout, reason = "the score is for people")]

mod atoms;
#[path = "../common/mod.rs"]
mod common;
mod judge;
mod mutate;
mod spots;

use std::collections::BTreeMap;

use judge::{Judged, judge_all};
use spots::Subject;

#[test]
fn every_wrong_value_is_found() {
    let mut all: Vec<Judged> = Vec::new();
    for name in common::CORRECT {
        let subject = Subject::new(common::fixture(name));
        let mutants = mutate::mutants(&subject);
        all.extend(judge_all(name, &subject, mutants));
    }
    let mut table: BTreeMap<(&str, &str), [usize; 4]> = BTreeMap::new();
    for judged in &all {
        let row = table.entry((judged.mutant.operation.name(), judged.mutant.kind.name())).or_default();
        row[0] += 1;
        row[1] += usize::from(judged.found);
        row[2] += usize::from(judged.top == 1);
        row[3] += usize::from(judged.broken);
    }
    for ((operation, kind), [count, found, one, broken]) in table {
        println!(
            "{operation:8} {kind:8} {count:5} mutants, {found:5} found, {one:5} with one finding, {broken} do not parse"
        );
    }
    if let Ok(which) = std::env::var("MUTANTS_LIST") {
        for judged in all.iter().filter(|judged| {
            which == "all" || (which == "missed") != judged.found && (which != "many" || judged.top > 1)
        }) {
            println!("{}", judged.line());
        }
    }
}
