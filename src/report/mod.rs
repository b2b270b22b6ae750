//! Reports: one file a format. All are pure functions of the same [`Report`], and none shows a secret.

mod baseline;
mod excerpt;
pub mod human;
pub mod json;
mod lexical;
mod mask;
mod wrap;

#[cfg(test)]
mod tests;

pub use baseline::{Baseline, can_be_known};
pub use mask::{Masks, hide_lexically};
pub use wrap::printable;

use std::io;
use std::time::Duration;

use crate::check::Outcome;
use crate::model::Deployment;

/// The JSON Schema of the JSON report, version 1.
pub const JSON_SCHEMA: &str = include_str!("schema-v1.json");

/// What a report is made from.
pub struct Report<'r> {
    /// What was read.
    pub deployment: &'r Deployment,
    /// What was found.
    pub outcome: &'r Outcome,
    /// How long it took; only people are told.
    pub elapsed: Option<Duration>,
    /// How many findings of the baseline no longer occur, if there is a baseline.
    pub gone: Option<usize>,
    masks: Masks,
}

/// The formats a report can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

impl Format {
    /// All of them, with the names that the command line takes.
    pub const ALL: [(&'static str, Format); 2] = [("human", Format::Human), ("json", Format::Json)];
}

impl<'r> Report<'r> {
    /// A report about one run. Looks for the secrets to hide.
    pub fn new(deployment: &'r Deployment, outcome: &'r Outcome) -> Self {
        Report::masked(deployment, outcome, Masks::new(deployment))
    }

    /// A report about one run, with the secrets to hide.
    pub fn masked(deployment: &'r Deployment, outcome: &'r Outcome, masks: Masks) -> Self {
        Report { deployment, outcome, elapsed: None, gone: None, masks }
    }

    /// Adds how many findings of the baseline no longer occur.
    #[must_use]
    pub fn gone(mut self, gone: Option<usize>) -> Self {
        self.gone = gone;
        self
    }

    /// The secrets that are hidden.
    pub fn masks(&self) -> &Masks {
        &self.masks
    }

    /// How many findings the policy's file suppressed.
    fn suppressed_by_policy(&self) -> usize {
        let file = self.deployment.policy.file;
        self.outcome.suppressed.iter().filter(|suppressed| Some(suppressed.by.file) == file).count()
    }

    /// Adds how long the run took.
    #[must_use]
    pub fn elapsed(mut self, elapsed: Duration) -> Self {
        self.elapsed = Some(elapsed);
        self
    }

    /// Writes the report.
    pub fn write(&self, format: Format, human: &human::Options, out: &mut dyn io::Write) -> io::Result<()> {
        match format {
            Format::Human => human::write(self, human, out),
            Format::Json => json::write(self, out),
        }
    }
}
