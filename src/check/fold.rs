//! One mistake, one finding: consequences go under their cause.

use std::collections::BTreeMap;

use super::finding::{Consequence, Diagnostic};
use super::rule::Rule;

/// Moves every diagnostic whose rule follows from another one's finding under that finding.
///
/// Cause and consequence must be about the same subject; one that names no subject is about everything.
pub fn fold(rules: &[&dyn Rule], diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if diagnostics.len() < 2 {
        return diagnostics;
    }
    let causes = Causes::new(&diagnostics);
    let follows: BTreeMap<&str, &[&str]> =
        rules.iter().map(|rule| (rule.meta().id, rule.meta().follows)).collect();
    let parents: Vec<Option<usize>> = diagnostics
        .iter()
        .enumerate()
        .map(|(at, this)| {
            // The first cause named is the strongest.
            follows.get(this.rule)?.iter().find_map(|cause| causes.find(cause, &this.subject, at))
        })
        .collect();
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

/// The diagnostics of each rule by subject, and together.
struct Causes<'d> {
    by_subject: BTreeMap<(&'d str, Option<&'d str>), Vec<usize>>,
    by_rule: BTreeMap<&'d str, Vec<usize>>,
}

impl<'d> Causes<'d> {
    fn new(diagnostics: &'d [Diagnostic]) -> Self {
        let mut causes = Causes { by_subject: BTreeMap::new(), by_rule: BTreeMap::new() };
        for (at, Diagnostic { rule, subject, .. }) in diagnostics.iter().enumerate() {
            causes.by_subject.entry((*rule, subject.as_deref())).or_default().push(at);
            causes.by_rule.entry(*rule).or_default().push(at);
        }
        causes
    }

    /// The first diagnostic of the rule about this subject, or about everything, other than `this`.
    fn find(&self, rule: &str, subject: &Option<String>, this: usize) -> Option<usize> {
        let first = |found: Option<&Vec<usize>>| found?.iter().copied().find(|at| *at != this);
        match subject {
            Some(subject) => {
                let same = first(self.by_subject.get(&(rule, Some(subject.as_str()))));
                let any = first(self.by_subject.get(&(rule, None)));
                same.into_iter().chain(any).min()
            }
            None => first(self.by_rule.get(rule)),
        }
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
