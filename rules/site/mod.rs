//! What a site expects of itself: `[[expect]]` in `jitsi-doctor.toml`.

use crate::check::Rule;

mod expectation_not_met;

pub(super) const RULES: &[&dyn Rule] = &[&expectation_not_met::ExpectationNotMet];
