//! The engine: rules in, diagnostics out.
//!
//! A rule says what is wrong where. Everything else (which rules run, order, severity, what is a
//! consequence of what) is decided here, the same for all.

mod finding;
mod fold;
mod page;
mod rule;
mod run;
mod selection;
mod sink;

pub use finding::{Consequence, Diagnostic, Finding, Label, Problem, Severity, Undecided};
pub use page::{Example, Page, PageError, Section as PageSection};
pub use rule::{Meta, Rule, Service};
pub use run::{Outcome, run};
pub use selection::{Pattern, PatternError, Selection};
pub use sink::Sink;
