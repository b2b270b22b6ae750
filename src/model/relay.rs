//! The relays that Prosody tells clients about.

use super::{Host, Prosody};
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

/// Whether an entry of `external_services` is a relay, not only a STUN server.
pub fn is_relay(entry: &Node) -> bool {
    entry.get("type").and_then(Node::as_str).is_some_and(|kind| kind == "turn" || kind == "turns")
}
