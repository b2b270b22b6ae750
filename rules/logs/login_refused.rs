//! The log of a service says that Prosody refused its password.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct LoginRefused;

static META: Meta = Meta {
    id: "logs/login-refused",
    severity: Severity::Error,
    title: "a service that cannot log in",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[
        "accounts/service-account-missing",
        "accounts/service-password-mismatch",
        "bridge/account-host-missing",
        "bridge/incomplete-xmpp-client",
        "bridge/legacy-client-shadows",
        "jicofo/account-host-missing",
        "jicofo/legacy-property-shadows",
        "recording/account-host-missing",
        "telephone/login-missing",
        "telephone/password-not-encoded",
    ],
    page: include_str!("login_refused.md"),
};

impl Rule for LoginRefused {
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
