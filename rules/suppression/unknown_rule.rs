//! A comment silences a rule that does not exist.

use super::is_rule;
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink, similar_id};
use crate::model::Deployment;
use crate::rules;

/// See the page.
pub struct UnknownRule;

static META: Meta = Meta {
    id: "suppression/unknown-rule",
    severity: Severity::Warning,
    title: "suppression of a rule that does not exist",
    restart: &[],
    follows: &[],
    page: include_str!("unknown_rule.md"),
};

impl Rule for UnknownRule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let words =
            deployment.inline.iter().filter(|inline| inline.is_ignore()).flat_map(|inline| &inline.rules);
        for word in words.filter(|word| !is_rule(&word.text)) {
            let help = match similar_id(&word.text, &rules::ALL) {
                Some(similar) => format!("Did you mean `{similar}`?"),
                None => {
                    "Copy the id from the finding, from between the brackets; `jitsi-doctor rules` lists all \
                         of them. A whole area can be left out in jitsi-doctor.toml only."
                        .to_owned()
                }
            };
            sink.report(Finding::new(Problem {
                place: word.span,
                label: "no rule has this id".into(),
                message: format!("this comment suppresses nothing: there is no rule `{}`", word.text),
                effect: "A suppression names its rules by their full ids.".into(),
                help,
            }));
        }
    }
}
