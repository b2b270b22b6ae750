//! The log of Jicofo says, over several minutes and to the end, that it has no bridge.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct NoBridge;

static META: Meta = Meta {
    id: "logs/no-bridge",
    severity: Severity::Error,
    title: "no bridge, says Jicofo",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &[
        "bridge/account-host-missing",
        "bridge/brewery-component-missing",
        "bridge/brewery-mismatch",
        "bridge/brewery-unset",
        "bridge/incomplete-xmpp-client",
        "bridge/legacy-client-shadows",
        "bridge/malformed-room-address",
        "bridge/not-brewery-admin",
        "logs/certificate-refused",
        "logs/host-unknown",
        "logs/login-refused",
        "logs/room-refused",
    ],
    page: include_str!("no_bridge.md"),
};

impl Rule for NoBridge {
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
