//! The log of a bridge or a recorder says that it could not join the room in which Jicofo looks for it.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct RoomRefused;

static META: Meta = Meta {
    id: "logs/room-refused",
    severity: Severity::Error,
    title: "a service that is not let into its room",
    restart: &[Service::Prosody, Service::Videobridge, Service::Jibri],
    follows: &[
        "bridge/brewery-component-missing",
        "bridge/brewery-mismatch",
        "bridge/incomplete-xmpp-client",
        "bridge/legacy-client-shadows",
        "bridge/malformed-room-address",
        "bridge/not-brewery-admin",
        "recording/brewery-mismatch",
    ],
    page: include_str!("room_refused.md"),
};

impl Rule for RoomRefused {
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
