//! What rules report, and what becomes of it.

use super::rule::{Meta, Service};
use crate::model::Deployment;
use crate::text::Span;
use crate::value::Reason;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what was meant.
    Warning,
    /// Calls fail, or the server is open to strangers.
    Error,
}

impl Severity {
    /// The word in every report.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place and why it matters.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there, in a few words.
    pub text: String,
}

/// What every finding must say. There is no finding without a place.
#[derive(Debug)]
pub struct Problem {
    /// The text to change.
    pub place: Span,
    /// What is wrong with that text, in a few words.
    pub label: String,
    /// The effect on calls or on safety: one sentence without a full stop.
    pub message: String,
    /// Why that happens: which program does what with this text. Full sentences.
    pub effect: String,
    /// What to do, as exactly as possible. Full sentences.
    pub help: String,
}

/// A problem with all its places, on its way from a rule to the engine.
#[derive(Debug)]
pub struct Finding {
    pub(super) problem: Problem,
    pub(super) related: Vec<Label>,
    pub(super) subject: Option<String>,
    pub(super) severity: Option<Severity>,
    pub(super) restart: Option<&'static [Service]>,
    pub(super) stops: &'static [Service],
}

impl Finding {
    /// A finding with its primary place.
    pub fn new(problem: Problem) -> Self {
        Finding { problem, related: Vec::new(), subject: None, severity: None, restart: None, stops: &[] }
    }

    /// Adds a place that the primary one disagrees with, or that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Adds a related place if there is one.
    #[must_use]
    pub fn related_opt(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.related(span, text),
            None => self,
        }
    }

    /// Names what the finding is about (a domain, a host), so that consequences find their cause.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into().to_lowercase());
        self
    }

    /// Reports with another severity than the rule's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Says that these services do not start because of this, or start and do nothing at all, in every release. A service
    /// may be kept from being started by what is said here, so whatever still works must not be named.
    #[must_use]
    pub fn stops(mut self, services: &'static [Service]) -> Self {
        self.stops = services;
        self
    }

    /// Restarts only the service that reads this place, for rules about files of several services:
    /// a restart that is not needed throws people out of their calls.
    #[must_use]
    pub fn restart_what_reads(mut self, deployment: &Deployment, place: Span) -> Self {
        let record = deployment.files.iter().find(|record| record.file == Some(place.file));
        self.restart = record.and_then(|record| Service::reading(record.role));
        self
    }
}

/// A finding as it is reported.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule's id.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The effect, one sentence without a full stop.
    pub message: String,
    /// The cause.
    pub effect: String,
    /// The fix.
    pub help: String,
    /// The text to change.
    pub primary: Label,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// What to restart after the fix.
    pub restart: &'static [Service],
    /// What does not start because of it.
    pub stops: &'static [Service],
    /// What it is about.
    pub subject: Option<String>,
    /// Findings that will go away with this one.
    pub consequences: Vec<Consequence>,
}

/// A finding that another one explains.
#[derive(Clone, PartialEq, Debug)]
pub struct Consequence {
    /// The rule's id.
    pub rule: &'static str,
    /// Its message.
    pub message: String,
    /// Its primary place.
    pub primary: Label,
}

impl Diagnostic {
    pub(super) fn new(meta: &'static Meta, finding: Finding) -> Self {
        let Finding { problem, related, subject, severity, restart, stops } = finding;
        Diagnostic {
            rule: meta.id,
            severity: severity.unwrap_or(meta.severity),
            message: problem.message,
            effect: problem.effect,
            help: problem.help,
            primary: Label { span: problem.place, text: problem.label },
            related,
            restart: restart.unwrap_or(meta.restart),
            stops,
            subject,
            consequences: Vec::new(),
        }
    }

    /// The address of the rule's page.
    pub fn explain_command(&self) -> String {
        format!("jitsi-doctor explain {}", self.rule)
    }
}

/// A rule that could not be decided.
#[derive(Clone, PartialEq, Debug)]
pub struct Undecided {
    /// The rule's id.
    pub rule: &'static str,
    /// Why not.
    pub reason: Reason,
    /// The place that would have to be known.
    pub place: Option<Span>,
}
