//! The log of a service says that Prosody does not know the domain it asks for.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct HostUnknown;

static META: Meta = Meta {
    id: "logs/host-unknown",
    severity: Severity::Error,
    title: "a domain that Prosody refuses",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[
        "bridge/account-host-missing",
        "bridge/incomplete-xmpp-client",
        "jicofo/account-host-missing",
        "jicofo/xmpp-domain-mismatch",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "recording/account-host-missing",
    ],
    page: include_str!("host_unknown.md"),
};

impl Rule for HostUnknown {
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
