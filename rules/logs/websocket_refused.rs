//! The log of the bridge says that WebSockets do not reach it, or that it has no address for them.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct WebsocketRefused;

static META: Meta = Meta {
    id: "logs/websocket-refused",
    severity: Severity::Warning,
    title: "WebSockets that the bridge refuses",
    restart: &[Service::Videobridge],
    follows: &["bridge/no-channel", "bridge/websocket-elsewhere", "bridge/websocket-unreachable"],
    page: include_str!("websocket_refused.md"),
};

impl Rule for WebsocketRefused {
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
