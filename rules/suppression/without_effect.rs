//! A comment to jitsi-doctor that means nothing, or asks for what no comment can do.

use super::{FORM, is_rule, rules_of};
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Deployment, Inline, edit_distance};
use crate::rules;

/// See the page.
pub struct WithoutEffect;

static META: Meta = Meta {
    id: "suppression/without-effect",
    severity: Severity::Warning,
    title: "suppression that cannot have an effect",
    restart: &[],
    follows: &[],
    page: include_str!("without_effect.md"),
};

impl Rule for WithoutEffect {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for inline in &deployment.inline {
            match inline.is_ignore() {
                false if is_meant(inline) => sink.report(Finding::new(Problem {
                    place: inline.verb.span,
                    label: "the only word that means something here is `ignore`".into(),
                    message: "this comment suppresses nothing: jitsi-doctor does not understand it".into(),
                    effect: "Comments that start with `jitsi-doctor:` go on with `ignore`.".into(),
                    help: format!("Write {FORM}."),
                })),
                false => {}
                true if inline.rules.is_empty() => sink.report(Finding::new(Problem {
                    place: inline.span,
                    label: "which rule?".into(),
                    message: "this comment suppresses nothing: it names no rule".into(),
                    effect: "A suppression is about the rules that it names, never about all.".into(),
                    help: format!("Write {FORM}."),
                })),
                true => forbidden(inline, sink),
            }
        }
    }
}

/// Whether a comment was surely meant as a suppression, and does not only talk about jitsi-doctor.
fn is_meant(inline: &Inline) -> bool {
    edit_distance(&inline.verb.text.to_lowercase(), "ignore") <= 2
        || is_rule(&inline.verb.text)
        || rules_of(inline).next().is_some()
}

fn forbidden(inline: &Inline, sink: &mut Sink<'_>) {
    for word in rules_of(inline) {
        let rule = rules::ALL.iter().map(|rule| rule.meta()).find(|meta| meta.id == word.text);
        let Some(meta) = rule.filter(|meta| !meta.may_be_ignored()) else { continue };
        let (effect, help) = match meta.stops_a_service() {
            true => (
                "A mistake of this kind keeps a service from starting, or throws a whole file away. Whoever restarts \
                 the service has to know.",
                format!(
                    "Mend the mistake and remove this comment. `--ignore {}` on the command line works.",
                    meta.id
                ),
            ),
            false => (
                "What is wrong with a suppression is mended by mending or removing it.",
                "Remove this comment.".to_owned(),
            ),
        };
        sink.report(Finding::new(Problem {
            place: word.span,
            label: "no comment can suppress this".into(),
            message: format!("this comment suppresses nothing: `{}` cannot be suppressed by a file", meta.id),
            effect: effect.into(),
            help,
        }));
    }
}
