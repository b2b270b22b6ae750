//! `jitsi-doctor.toml`: which rules run how, what is accepted, and what this site expects of itself.

mod compare;
mod parse;
mod path;
mod resolve;
mod table;
#[cfg(test)]
mod tests;

pub use compare::{Compared, Mismatch};
pub use path::Path;

use regex::Regex;

use crate::check::{Pattern, Severity};
use crate::load::matches_wildcard;
use crate::syntax::{SyntaxError, guard};
use crate::text::{FileId, Sources, Span};
use crate::value::Node;

/// The name of the file.
pub const FILE_NAME: &str = "jitsi-doctor.toml";

/// What the file says. Without a file nothing is said.
#[derive(Debug, Default)]
pub struct Policy {
    /// The file.
    pub file: Option<FileId>,
    /// From which severity on a run fails.
    pub fail_on: Option<Threshold>,
    /// How rules run: a later line beats an earlier one, the full id of a rule beats a pattern.
    pub levels: Vec<RuleLevel>,
    /// What is accepted.
    pub ignores: Vec<Ignore>,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// Secrets that stand in the file although they must not.
    pub secrets: Vec<Span>,
    /// What makes the file invalid; then nothing else in here counts.
    pub errors: Vec<SyntaxError>,
}

/// From which severity on a run fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Threshold {
    /// From this one.
    At(Severity),
    /// Never.
    Never,
}

impl Threshold {
    /// The word in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Threshold::At(severity) => severity.name(),
            Threshold::Never => "never",
        }
    }
}

/// How a rule runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Not at all.
    Off,
    /// With this severity.
    As(Severity),
}

/// A line of `[rules]`.
#[derive(Debug)]
pub struct RuleLevel {
    /// The rules.
    pub pattern: Pattern,
    /// How they run.
    pub level: Level,
}

/// An `[[ignore]]`.
#[derive(Debug)]
pub struct Ignore {
    /// The rules.
    pub pattern: Pattern,
    /// Where they are named.
    pub place: Span,
    /// The files, with `*` and `?`; all when it is not given.
    pub file: Option<String>,
    /// Why.
    pub reason: String,
}

/// An `[[expect]]`.
#[derive(Debug)]
pub struct Expectation {
    /// The setting.
    pub path: Path,
    /// Where the setting is named.
    pub path_place: Span,
    /// What its value has to be.
    pub want: Want,
    /// Where that is written.
    pub want_place: Span,
    /// What to say when it is not so.
    pub message: Option<String>,
    /// How bad that is.
    pub severity: Option<Severity>,
}

/// What a value has to be.
#[derive(Debug)]
pub enum Want {
    /// This.
    Equals(Node),
    /// One of these.
    OneOf(Vec<Node>),
    /// A text that the expression matches as a whole.
    Matches(Regex),
    /// What another setting is.
    SameAs(Path),
    /// Not set.
    Absent,
}

impl Policy {
    /// How a rule runs, if the file says so.
    pub fn level(&self, id: &str) -> Option<Level> {
        let matching = || self.levels.iter().rev().filter(|line| line.pattern.matches(id));
        matching()
            .find(|line| line.pattern.is_exactly(id))
            .or_else(|| matching().next())
            .map(|line| line.level)
    }
}

impl Ignore {
    /// Whether it is about this file.
    pub fn is_about(&self, path: &str) -> bool {
        self.file.as_ref().is_none_or(|pattern| matches_wildcard(pattern.trim_start_matches('/'), path))
    }
}

/// Reads the file. It is valid if there are no errors.
pub fn parse(file: FileId, sources: &Sources) -> Policy {
    let policy = guard::run(|| parse::parse(file, sources.file(file).text()));
    let mut policy = policy.unwrap_or_else(|| Policy {
        errors: vec![SyntaxError::new(Span::start_of(file), "this file cannot be read as TOML")],
        ..Policy::default()
    });
    policy.file = Some(file);
    policy
}
