//! A comment silences a rule and does not say why.

use super::{FORM, rules_of};
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct ReasonMissing;

static META: Meta = Meta {
    id: "suppression/reason-missing",
    severity: Severity::Warning,
    title: "suppression without a reason",
    restart: &[],
    follows: &[],
    page: include_str!("reason_missing.md"),
};

impl Rule for ReasonMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for inline in deployment.inline.iter().filter(|it| it.is_ignore() && it.reason.is_none()) {
            if rules_of(inline).next().is_none() {
                continue;
            }
            sink.report(Finding::new(Problem {
                place: inline.span,
                label: "why?".into(),
                message: "this comment suppresses nothing: it gives no reason".into(),
                effect:
                    "A suppression counts only with a reason, so that whoever reads the file in a year knows \
                         whether it still holds."
                        .into(),
                help: format!("Add two dashes and the reason: {FORM}."),
            }));
        }
    }
}
