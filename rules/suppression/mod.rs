//! Suppressions: comments and entries of `jitsi-doctor.toml` that do not do what they seem to do.

use crate::check::Rule;
use crate::model::Inline;

mod reason_missing;
mod stale;
mod unknown_rule;
mod without_effect;

pub(super) const RULES: &[&dyn Rule] = &[
    &reason_missing::ReasonMissing,
    &stale::Stale,
    &unknown_rule::UnknownRule,
    &without_effect::WithoutEffect,
];

/// How it is written right, for help texts.
const FORM: &str = "`jitsi-doctor: ignore area/rule-name -- why`";

fn is_rule(id: &str) -> bool {
    super::ALL.iter().any(|rule| rule.meta().id == id)
}

/// The rules that a comment names and that exist.
fn rules_of(inline: &Inline) -> impl Iterator<Item = &crate::model::Word> {
    inline.rules.iter().filter(|word| is_rule(&word.text))
}
