//! One mistake, one finding: consequences go under their cause.

use super::finding::{Consequence, Diagnostic};
use super::rule::Rule;

/// Moves every diagnostic whose rule follows from another one's finding under that finding.
///
/// Cause and consequence must be about the same subject; one that names no subject is about everything.
pub fn fold(rules: &[&dyn Rule], diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let parents: Vec<Option<usize>> =
        (0..diagnostics.len()).map(|at| cause_of(rules, &diagnostics, at)).collect();
    let roots: Vec<usize> = (0..diagnostics.len()).map(|at| root_of(&parents, at)).collect();

    let mut kept: Vec<Option<Diagnostic>> = diagnostics.into_iter().map(Some).collect();
    for (at, root) in roots.into_iter().enumerate() {
        if at == root {
            continue;
        }
        if let Some(diagnostic) = kept[at].take()
            && let Some(cause) = kept[root].as_mut()
        {
            let Diagnostic { rule, message, primary, .. } = diagnostic;
            cause.consequences.push(Consequence { rule, message, primary });
        }
    }
    kept.into_iter().flatten().collect()
}

fn cause_of(rules: &[&dyn Rule], diagnostics: &[Diagnostic], at: usize) -> Option<usize> {
    let this = &diagnostics[at];
    let follows = rules.iter().find(|rule| rule.meta().id == this.rule)?.meta().follows;
    // The first cause named is the strongest.
    follows.iter().find_map(|cause| {
        diagnostics.iter().enumerate().position(|(other, that)| {
            other != at && that.rule == *cause && same_subject(&this.subject, &that.subject)
        })
    })
}

fn same_subject(one: &Option<String>, other: &Option<String>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// The end of the chain of causes. A circle (two rules that follow each other) ends where it began.
fn root_of(parents: &[Option<usize>], start: usize) -> usize {
    let mut at = start;
    for _ in 0..parents.len() {
        match parents[at] {
            Some(parent) if parent != start => at = parent,
            Some(_) => return start.min(at),
            None => return at,
        }
    }
    start
}
