//! Certificates, as they lie on the machine and as they are served.

use crate::check::Rule;

pub(super) const RULES: &[&dyn Rule] = &[];
