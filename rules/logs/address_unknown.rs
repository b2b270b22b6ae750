//! The log of the bridge says that it did not learn its public address.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct AddressUnknown;

static META: Meta = Meta {
    id: "logs/address-unknown",
    severity: Severity::Warning,
    title: "a bridge that does not learn its address",
    restart: &[Service::Videobridge],
    follows: &["bridge/half-nat-mapping", "bridge/malformed-stun-address", "bridge/useless-nat-mapping"],
    page: include_str!("address_unknown.md"),
};

impl Rule for AddressUnknown {
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
