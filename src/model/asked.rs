//! What of the configuration is asked over the network, and where the answers are.

use super::{Deployment, Host, as_number, field};
use crate::fact::Fact;
use crate::text::Span;
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

/// An address from which Prosody takes keys of tokens, and what answered there.
pub struct KeySource<'d> {
    /// The option.
    pub option: &'static str,
    /// Its value.
    pub address: String,
    /// Where that is written.
    pub span: Span,
    /// The VirtualHost.
    pub host: &'d Host,
    /// What answered.
    pub answer: Fact<&'d Node>,
}

impl Deployment {
    /// Every address of keys.
    pub fn key_sources(&self) -> Vec<KeySource<'_>> {
        let mut sources = Vec::new();
        for (option, kind, facts) in [
            ("cache_keys_url", "keys", self.key_sets()),
            ("asap_key_server", "key_server", self.key_servers()),
        ] {
            for (fact, host) in facts {
                if let Fact::Known(address, origin) = fact {
                    let answer = self.answer(kind, &address);
                    sources.push(KeySource { option, address, span: origin.span, host, answer });
                }
            }
        }
        sources
    }
}

impl KeySource<'_> {
    /// Whether it is an address of a set of keys, not of single ones.
    pub fn is_set(&self) -> bool {
        self.option == "cache_keys_url"
    }

    /// A text of the answer.
    pub fn text(&self, name: &str) -> Fact<&str> {
        self.part(name, Node::as_str)
    }

    /// A number of the answer.
    pub fn number(&self, name: &str) -> Fact<i64> {
        self.part(name, as_number)
    }

    /// A list of the answer.
    pub fn list(&self, name: &str) -> Fact<&[Node]> {
        self.part(name, Node::as_list)
    }

    fn part<'n, T>(&'n self, name: &str, of: impl FnOnce(&'n Node) -> Option<T>) -> Fact<T> {
        match &self.answer {
            Fact::Known(node, _) => field(node, name, of),
            Fact::Unknown(reason, origin) => Fact::Unknown(reason.clone(), *origin),
            Fact::Absent(absent) => Fact::Absent(absent.clone()),
        }
    }
}
