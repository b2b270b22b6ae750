//! A suppression that suppresses nothing.

use crate::check::{Finding, Idle, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct Stale;

static META: Meta = Meta {
    id: "suppression/stale",
    severity: Severity::Info,
    title: "suppression of a finding that does not occur",
    restart: &[],
    follows: &[],
    page: include_str!("stale.md"),
};

impl Rule for Stale {
    fn meta(&self) -> &'static Meta {
        &META
    }

    /// Nothing is known before all rules have run.
    fn check(&self, _: &Deployment, _: &mut Sink<'_>) {}

    fn review(&self, idle: &[Idle], sink: &mut Sink<'_>) {
        for Idle { place, rule, comment, near } in idle {
            let (effect, help) = match near {
                Some(_) => (
                    "The finding names these lines too, but is about another text: a suppression belongs to the text \
                     that is to be changed.",
                    "Move the comment to the line that the finding shows first.",
                ),
                None if !comment => (
                    "What was wrong was mended, or `file` means other files than the one of the finding.",
                    "Remove the entry, so that the rule can find the next mistake.",
                ),
                None => (
                    "What was wrong here was mended, or the suppression stands at the wrong line: it is about its own \
                     line or, standing alone, about the next line with code.",
                    "Remove it, so that the rule can find the next mistake.",
                ),
            };
            let finding = Finding::new(Problem {
                place: *place,
                label: "suppresses nothing".into(),
                message: format!("nothing to suppress: `{rule}` finds nothing here"),
                effect: effect.into(),
                help: help.into(),
            });
            sink.report(finding.related_opt(*near, "the finding is about this text"));
        }
    }
}
