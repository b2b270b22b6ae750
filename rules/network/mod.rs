//! The network: what answers when the names of the configuration are asked.

use crate::check::Rule;

pub(super) const RULES: &[&dyn Rule] = &[];
