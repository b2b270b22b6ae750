//! The log of Prosody says that it refused a service which came as an external component.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct ComponentRefused;

static META: Meta = Meta {
    id: "logs/component-refused",
    severity: Severity::Error,
    title: "a component that Prosody refuses",
    restart: &[Service::Prosody, Service::Jicofo],
    follows: &["jicofo/focus-component-missing", "jicofo/focus-component-outdated"],
    page: include_str!("component_refused.md"),
};

impl Rule for ComponentRefused {
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
