//! The catalogue: one folder an area, one pair of files a rule.

use crate::check::Rule;

/// Every rule, sorted by id.
pub const ALL: &[&dyn Rule] = &[];
