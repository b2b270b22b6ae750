//! The log of a service says that it gave up while it started.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct StartFailed;

static META: Meta = Meta {
    id: "logs/start-failed",
    severity: Severity::Error,
    title: "a service that does not start",
    restart: &[Service::Prosody, Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[
        "auth/jicofo-auth-type-invalid",
        "auth/jicofo-auth-without-type",
        "auth/jicofo-login-url-missing",
        "bridge/unknown-selection-strategy",
        "docker/password-missing",
        "docker/placeholder-password",
        "jicofo/required-option-missing",
        "options/malformed-value",
        "prosody/host-file-not-linked",
        "prosody/include-target-missing",
        "prosody/main-host-missing",
        "prosody/no-host-enabled",
        "recording/incomplete-environment",
        "syntax/invalid-hocon",
    ],
    page: include_str!("start_failed.md"),
};

impl Rule for StartFailed {
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
