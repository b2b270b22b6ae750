//! coturn.

use crate::fact::{Fact, Origin};
use crate::secret::{Purpose, Secret};
use crate::syntax::turnserver::Document;
use crate::text::{FileId, Span};
use crate::value::Value;

/// coturn's configuration.
#[derive(Debug)]
pub struct Turn {
    /// The file.
    pub file: FileId,
    /// Its options.
    pub document: Document,
}

impl Turn {
    /// `static-auth-secret`: what Prosody's credentials are checked against.
    pub fn secret(&self) -> Fact<Secret> {
        match self.document.root.entry("static-auth-secret") {
            Some(entry) => match entry.node.value.text_for(Purpose::Judge) {
                Some(text) => Fact::Known(Secret::new(text), Origin::at(entry.node.span)),
                None => Fact::absent(Some(entry.node.span)),
            },
            None => Fact::absent(Some(Span::start_of(self.file))),
        }
    }

    /// A text option.
    pub fn text(&self, name: &str) -> Fact<String> {
        match self.document.root.get(name) {
            Some(node) => match &node.value {
                Value::Str(text) => Fact::Known(text.clone(), Origin::at(node.span)),
                Value::Int(number) => Fact::Known(number.to_string(), Origin::at(node.span)),
                _ => Fact::absent(Some(node.span)),
            },
            None => Fact::absent(Some(Span::start_of(self.file))),
        }
    }

    /// Whether a flag such as `no-tcp` is given.
    pub fn has(&self, flag: &str) -> bool {
        self.document.root.entry(flag).is_some()
    }
}
