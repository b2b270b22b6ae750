//! One run over the rules.

use super::finding::{Diagnostic, Severity, Undecided};
use super::fold::fold;
use super::rule::Rule;
use super::selection::Selection;
use super::sink::Sink;
use crate::model::Deployment;

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Findings in order of file, place and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not be decided, in the order of the catalogue.
    pub undecided: Vec<Undecided>,
    /// How many rules ran.
    pub rules_run: usize,
}

impl Outcome {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many rules could not be decided, at one place or at several.
    pub fn undecided_rules(&self) -> usize {
        let mut ids: Vec<_> = self.undecided.iter().map(|undecided| undecided.rule).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }
}

/// Runs the selected rules over a deployment.
pub fn run(rules: &[&dyn Rule], deployment: &Deployment, selection: &Selection) -> Outcome {
    let mut outcome = Outcome::default();
    // A cause that is not selected folds nothing: who selects a rule wants to see it.
    for rule in rules.iter().filter(|rule| selection.includes(rule.meta().id)) {
        let mut sink = Sink::new(rule.meta(), &deployment.sources);
        rule.check(deployment, &mut sink);
        let (diagnostics, undecided) = sink.finish();
        outcome.diagnostics.extend(diagnostics);
        outcome.undecided.extend(undecided);
        outcome.rules_run += 1;
    }
    outcome.diagnostics = fold(rules, std::mem::take(&mut outcome.diagnostics));
    let path = |diagnostic: &Diagnostic| deployment.sources.path(diagnostic.primary.span.file).to_owned();
    outcome.diagnostics.sort_by_cached_key(|diagnostic| {
        let Diagnostic { rule, primary, message, .. } = diagnostic;
        (path(diagnostic), primary.span.start, *rule, message.clone())
    });
    for diagnostic in &mut outcome.diagnostics {
        diagnostic.consequences.sort_by_key(|consequence| (consequence.rule, consequence.primary.span));
    }
    outcome
}
