//! What the services write into their logs when something is wrong.

use crate::check::{Service, Severity};

/// Constant texts, all of which stand in one line.
pub type Text = &'static [&'static str];

/// What one mistake looks like in a log.
#[derive(Debug)]
pub struct Signature {
    /// Its name in the document of facts.
    pub id: &'static str,
    /// Who writes it.
    pub services: &'static [Service],
    /// The rule that reports it.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The texts, one of which is enough.
    pub texts: &'static [Text],
    /// Texts that show, when they come later, that it works again.
    pub cured: &'static [Text],
    /// In how many different minutes it has to be seen: what happens while services start is no mistake.
    pub minutes: u32,
    /// The effect on calls, one sentence without a full stop.
    pub message: &'static str,
    /// Why the service writes it.
    pub cause: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// What to restart after the fix, if it is not the service itself.
    pub restart: &'static [Service],
    /// Rules whose finding explains it.
    pub explained: &'static [&'static str],
}
