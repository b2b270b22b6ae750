//! The log of coturn says, over several minutes and to the end, that it refused credentials, or that it left out a line of its file.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct TurnUnauthorized;

static META: Meta = Meta {
    id: "logs/turn-unauthorized",
    severity: Severity::Warning,
    title: "a relay that refuses people",
    restart: &[Service::Prosody, Service::Coturn],
    follows: &[
        "turn/missing-credentials",
        "turn/misspelt-entry",
        "turn/relay-without-secret",
        "turn/secret-mismatch",
    ],
    page: include_str!("turn_unauthorized.md"),
};

impl Rule for TurnUnauthorized {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Logs)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        report(&META, deployment, sink);
    }
}
