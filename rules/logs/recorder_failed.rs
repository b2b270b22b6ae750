//! The log of Jicofo or Jibri says why a recording failed.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct RecorderFailed;

static META: Meta = Meta {
    id: "logs/recorder-failed",
    severity: Severity::Error,
    title: "recordings that fail",
    restart: &[Service::Jicofo, Service::Jibri],
    follows: &[
        "jicofo/recorder-not-trusted",
        "logs/start-failed",
        "recording/account-host-missing",
        "recording/address-not-served",
        "recording/brewery-mismatch",
        "recording/brewery-unset",
        "recording/hidden-domain-mismatch",
        "recording/incomplete-environment",
        "recording/kept-in-lobby",
        "recording/kept-out-by-password",
        "recording/refused-without-token",
        "recording/wrong-room-prefix",
    ],
    page: include_str!("recorder_failed.md"),
};

impl Rule for RecorderFailed {
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
