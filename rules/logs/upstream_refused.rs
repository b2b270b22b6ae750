//! The error log of nginx says, over several minutes, that nobody listens where it hands the connections.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct UpstreamRefused;

static META: Meta = Meta {
    id: "logs/upstream-refused",
    severity: Severity::Error,
    title: "nginx without the service behind it",
    restart: &[Service::Prosody, Service::Videobridge, Service::Nginx],
    follows: &[
        "bridge/websocket-elsewhere",
        "bridge/websocket-unreachable",
        "logs/start-failed",
        "prosody/service-port-closed",
        "proxy/prosody-port-mismatch",
        "syntax/invalid-lua",
        "web/bosh-module-missing",
        "web/websocket-module-missing",
    ],
    page: include_str!("upstream_refused.md"),
};

impl Rule for UpstreamRefused {
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
