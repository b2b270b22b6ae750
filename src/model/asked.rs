//! What of the configuration is asked over the network, and where the answers are.

use super::{Deployment, Host};
use crate::fact::Fact;
use crate::value::Node;

/// The name under which the answer of an address is kept: the address without query and fragment, which may hold what
/// nobody else should read.
pub fn subject_of_address(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

impl Deployment {
    /// `cache_keys_url` of each VirtualHost where users log in with tokens.
    pub fn key_sets(&self) -> Vec<(Fact<String>, &Host)> {
        self.token_urls("cache_keys_url")
    }

    /// `asap_key_server` of each VirtualHost where users log in with tokens.
    pub fn key_servers(&self) -> Vec<(Fact<String>, &Host)> {
        self.token_urls("asap_key_server")
    }

    fn token_urls(&self, option: &str) -> Vec<(Fact<String>, &Host)> {
        let Some(prosody) = &self.prosody else { return Vec::new() };
        let hosts = prosody.token_hosts().filter(|(_, certain)| certain.is_yes());
        hosts.map(|(host, _)| (prosody.text(host, option), host)).filter(|(fact, _)| fact.is_set()).collect()
    }

    /// What was learnt by asking an address.
    pub fn answer(&self, kind: &str, address: &str) -> Fact<&Node> {
        self.network.get(&["probes", kind, subject_of_address(address)])
    }

    /// Whether the network was asked from another machine than the one that is configured.
    pub fn asked_from_elsewhere(&self) -> bool {
        matches!(self.network.flag(&["elsewhere"]), Fact::Known(true, _)) || self.docker.is_some()
    }
}
