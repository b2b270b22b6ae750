//! From text to values: one module a language.
//!
//! Parsing never fails: every loader returns what it understood, with the errors beside it.
//! Nothing that is read here is ever executed.

use crate::text::Span;

pub mod apache;
pub mod compose;
pub mod directive;
pub mod dotenv;
pub mod guard;
pub mod hocon;
pub mod js;
pub mod lua;
pub mod nginx;
pub mod properties;
pub mod shell_env;
pub mod turnserver;
pub(crate) mod unfilled;

/// Something the real program would refuse, or silently read otherwise than it looks.
#[derive(Clone, PartialEq, Debug)]
pub struct SyntaxError {
    /// The text to change.
    pub span: Span,
    /// What is wrong there, as a sentence without a full stop: "there is no comma after this value".
    pub cause: String,
    /// What to do, as a sentence without a full stop.
    pub fix: Option<String>,
    /// Where the real program notices the mistake and what its own message names, if elsewhere.
    pub noticed: Option<Span>,
}

impl SyntaxError {
    /// An error at `span`.
    pub fn new(span: Span, cause: impl Into<String>) -> Self {
        SyntaxError { span, cause: cause.into(), fix: None, noticed: None }
    }

    /// Adds the place that the real program's own message names.
    #[must_use]
    pub fn noticed(mut self, span: Span) -> Self {
        self.noticed = Some(span);
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}
