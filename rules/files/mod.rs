//! Files beside the configurations that name them.

use crate::check::Rule;

mod named_file_missing;

pub(super) const RULES: &[&dyn Rule] = &[&named_file_missing::NamedFileMissing];
