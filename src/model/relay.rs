//! The relays that Prosody tells clients about.

use super::{Host, Prosody, Site};
use crate::fact::Fact;
use crate::value::Node;

impl Prosody {
    /// The entries of `external_services` that are tables, as a host sees them.
    pub fn external_services(&self, host: &Host) -> Fact<Vec<&Node>> {
        self.option(host, "external_services").and_then_known(|node| {
            let entries = node.as_list()?.iter();
            Some(entries.filter(|entry| entry.as_map().is_some_and(|map| !map.is_empty())).collect())
        })
    }
}

impl Site<'_> {
    /// Whether an entry of `external_services` means the coturn of this machine. Without a host it means the
    /// VirtualHost's name.
    pub fn runs_service(&self, entry: &Node) -> bool {
        let Some(turn) = &self.deployment.turn else { return false };
        let Some(host) = entry.get("host").and_then(Node::as_str) else { return entry.get("host").is_none() };
        let host = host.to_lowercase();
        host == self.subject()
            || self.web_hosts().contains(&host)
            || matches!(turn.text("realm"), Fact::Known(realm, _) if realm.eq_ignore_ascii_case(&host))
    }

    /// Whether Prosody sends this site's people to the coturn of this machine.
    pub fn uses_own_relay(&self) -> bool {
        let (Some(prosody), Some(main)) = (self.prosody(), self.main()) else { return false };
        let Fact::Known(services, _) = prosody.external_services(main) else { return false };
        services.iter().any(|entry| is_relay(entry) && self.runs_service(entry))
    }
}

/// Whether an entry of `external_services` is a relay, not only a STUN server.
pub fn is_relay(entry: &Node) -> bool {
    entry.get("type").and_then(Node::as_str).is_some_and(|kind| kind == "turn" || kind == "turns")
}
