//! The log of Jicofo says that it may not create a room, or does not own it.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct FocusNotOwner;

static META: Meta = Meta {
    id: "logs/focus-not-owner",
    severity: Severity::Error,
    title: "Jicofo without rights in its rooms",
    restart: &[Service::Prosody, Service::Jicofo],
    follows: &[
        "bridge/brewery-component-missing",
        "bridge/malformed-room-address",
        "jicofo/focus-not-admin",
        "rooms/admins-not-owners",
        "rooms/component-without-rooms",
        "rooms/muc-component-missing",
    ],
    page: include_str!("focus_not_owner.md"),
};

impl Rule for FocusNotOwner {
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
