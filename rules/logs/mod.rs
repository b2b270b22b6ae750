//! What the services wrote into their logs.

use crate::check::Rule;

pub(super) const RULES: &[&dyn Rule] = &[];
