//! The log of a service says that it could not listen, because something else does on the same port.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct PortTaken;

static META: Meta = Meta {
    id: "logs/port-taken",
    severity: Severity::Error,
    title: "a port that another program has",
    restart: &[Service::Prosody, Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Nginx],
    follows: &["bridge/port-taken", "proxy/port-taken-twice", "turn/port-of-web-server"],
    page: include_str!("port_taken.md"),
};

impl Rule for PortTaken {
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
