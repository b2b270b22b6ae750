//! The engine: rules in, diagnostics out.
//!
//! A rule says what is wrong where. Everything else (which rules run, order, severity, what is a
//! consequence of what) is decided here, the same for all.

mod finding;
mod fold;
mod page;
mod rule;
mod run;
mod search;
mod selection;
mod sink;
mod suppress;

pub use finding::{Consequence, Diagnostic, Finding, Label, Problem, Severity, Undecided};
pub use page::{Example, Page, PageError, Section as PageSection};
pub use rule::{Meta, Rule, Service};
pub use run::{Outcome, Request, run, run_with};
pub use search::{Fit, Found, Hit, search};
pub use selection::{Pattern, PatternError, Selection, similar_id};
pub use sink::Sink;
pub use suppress::{Idle, Suppressed};
