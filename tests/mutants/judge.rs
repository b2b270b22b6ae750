//! What the catalogue says about a mutant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jitsi_doctor::check::{Label, Outcome, Severity};
use jitsi_doctor::model::Deployment;
use jitsi_doctor::text::Sources;

use crate::common;
use crate::mutate::{Mutant, edited, moved};
use crate::spots::Subject;

/// A mutant with what was found.
#[derive(Debug)]
pub struct Judged {
    pub fixture: &'static str,
    pub mutant: Mutant,
    /// Whether a new finding is at the place or at its counterpart.
    pub found: bool,
    /// New findings that stand alone.
    pub top: usize,
    /// Whether a file can no longer be parsed: the mutant is not a good one.
    pub broken: bool,
    pub severity: Option<Severity>,
    pub findings: Vec<String>,
}

impl Judged {
    pub fn line(&self) -> String {
        let Mutant { kind, operation, spot, what, .. } = &self.mutant;
        let found = if self.found { "found" } else { "MISSED" };
        let mut line =
            format!("{found} {}: {} {} {spot}: {what}", self.fixture, operation.name(), kind.name());
        for finding in &self.findings {
            line.push_str(&format!("\n      {finding}"));
        }
        line
    }
}

/// Findings as rule and message, each as often as it occurs.
fn known(outcome: &Outcome) -> BTreeMap<(&'static str, String), usize> {
    let mut known = BTreeMap::new();
    for diagnostic in &outcome.diagnostics {
        *known.entry((diagnostic.rule, diagnostic.message.clone())).or_default() += 1;
    }
    known
}

/// Judges all mutants of one installation.
pub fn judge_all(fixture: &'static str, subject: &Subject, mutants: Vec<Mutant>) -> Vec<Judged> {
    let deployment = common::deployment(&subject.tree);
    let before = known(&common::check(&deployment));
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Judged)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(mutant) = mutants.get(at) else { break };
                    let judged = judge(fixture, subject, mutant.clone(), before.clone());
                    done.lock().expect("no panic").push((at, judged));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no panic");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, judged)| judged).collect()
}

fn judge(
    fixture: &'static str,
    subject: &Subject,
    mutant: Mutant,
    mut before: BTreeMap<(&'static str, String), usize>,
) -> Judged {
    let tree = edited(&subject.tree, &mutant.edits);
    let deployment = common::deployment(&tree);
    let outcome = common::check(&deployment);
    let wanted = wanted_lines(&mutant, &deployment);
    let mut judged =
        Judged { fixture, found: false, top: 0, broken: false, severity: None, findings: Vec::new(), mutant };
    for diagnostic in &outcome.diagnostics {
        let old = before.get_mut(&(diagnostic.rule, diagnostic.message.clone()));
        if let Some(count) = old.filter(|count| **count > 0) {
            *count -= 1;
            continue;
        }
        judged.top += 1;
        judged.broken |= diagnostic.rule.starts_with("syntax/invalid");
        judged.severity = judged.severity.max(Some(diagnostic.severity));
        let lines: Vec<_> = std::iter::once(&diagnostic.primary)
            .chain(&diagnostic.related)
            .chain(diagnostic.consequences.iter().map(|consequence| &consequence.primary))
            .map(|label| line_of(&deployment.sources, label))
            .collect();
        judged.found |= lines.iter().any(|line| wanted.contains(line));
        let (path, line) = &lines[0];
        judged.findings.push(format!(
            "{} {} at {path}:{}: {} (+{})",
            diagnostic.severity.name(),
            diagnostic.rule,
            line + 1,
            diagnostic.message,
            diagnostic.consequences.len()
        ));
    }
    judged
}

fn line_of(sources: &Sources, label: &Label) -> (String, usize) {
    (sources.path(label.span.file).to_owned(), sources.position(label.span).line - 1)
}

/// The lines, after the edits, where a finding about the mutant may point.
fn wanted_lines(mutant: &Mutant, deployment: &Deployment) -> BTreeSet<(String, usize)> {
    let mut lines = BTreeSet::new();
    for place in &mutant.places {
        let Some((_, file)) = deployment.sources.iter().find(|(_, file)| file.path() == place.file) else {
            continue;
        };
        for offset in [place.range.start, place.range.end] {
            let offset = moved(&mutant.edits, &place.file, offset).min(file.text().len());
            lines.insert((place.file.clone(), file.lines().line_of(offset)));
        }
    }
    // Where something is gone, what stood before it is all there is to point at.
    for edit in mutant.edits.iter().filter(|edit| edit.new.is_empty()) {
        if let Some((_, file)) = deployment.sources.iter().find(|(_, file)| file.path() == edit.place.file) {
            let gap = moved(&mutant.edits, &edit.place.file, edit.place.range.start).min(file.text().len());
            lines.insert((edit.place.file.clone(), file.lines().line_of(gap).saturating_sub(1)));
        }
    }
    lines
}

/// How many cases are tried at once.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().min(4))
}
