//! What a name means that no file defines: a default of the program, or a variable of the environment.

use super::parser::Scalar;
use super::resolve::{Look, Resolver};
use super::resolved::{Resolved, What};
use crate::text::Span;
use crate::value::Reason;

impl Resolver<'_> {
    pub(super) fn environment(&self, name: &str, optional: bool, span: Span) -> Look {
        let text = |text: &str| What::Scalar { scalar: Scalar::Str, text: text.into(), quoted: true };
        let kind = match self.options.env.iter().find(|(known, _)| known == name) {
            Some((_, value)) => text(value),
            None if self.options.env_complete || !may_be_variable(name) => return Look::Missing,
            None if optional => What::Unknown(Reason::new(format!(
                "it depends on whether the environment variable {name} is set"
            ))),
            None => What::Unknown(Reason::new(format!("it comes from the environment variable {name}"))),
        };
        Look::Found(Resolved::new(kind, span))
    }
}

/// What the program brings along. Texts can be used as they are; lists and what follows other options cannot.
pub(super) fn own_default(default: &str) -> What {
    if default.starts_with(['[', '{', '(', '$']) {
        return What::Unknown(Reason::new("it is made from defaults of the program"));
    }
    What::Scalar { scalar: Scalar::Str, text: default.into(), quoted: true }
}

/// Whether the environment may have this name: what is not in capitals is a key that is missing.
fn may_be_variable(name: &str) -> bool {
    !name.contains(|c: char| c.is_lowercase()) || name.ends_with("_proxy")
}
