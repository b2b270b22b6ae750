//! What of the configuration is asked over the network, and where the answers are.

use super::{Address, Deployment, Host, Site, as_flag, as_number, field};
use crate::fact::Fact;
use crate::text::Span;
use crate::value::{Map, Node, Reason};

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

    /// What was learnt by asking, by the kind of question and its subject.
    pub fn answer(&self, kind: &str, subject: &str) -> Answer<'_> {
        Answer(self.network.get(&["probes", kind, subject]))
    }

    /// When the network was asked, in seconds since 1970.
    pub fn network_taken(&self) -> Option<i64> {
        match self.network.number(&["taken"]) {
            Fact::Known(taken, _) => Some(taken),
            _ => None,
        }
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
    pub answer: Answer<'d>,
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
                    let answer = self.answer(kind, subject_of_address(&address));
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
}

/// What answered to one question.
#[derive(Clone, Debug)]
pub struct Answer<'d>(Fact<&'d Node>);

impl<'d> Answer<'d> {
    /// A text of the answer.
    pub fn text(&self, name: &str) -> Fact<&'d str> {
        self.part(name, Node::as_str)
    }

    /// A number of the answer.
    pub fn number(&self, name: &str) -> Fact<i64> {
        self.part(name, as_number)
    }

    /// A list of the answer.
    pub fn list(&self, name: &str) -> Fact<&'d [Node]> {
        self.part(name, Node::as_list)
    }

    /// The object of the answer.
    pub fn map(&self, name: &str) -> Fact<&'d Map> {
        self.part(name, Node::as_map)
    }

    /// A yes or no of the answer.
    pub fn flag(&self, name: &str) -> Fact<bool> {
        self.part(name, as_flag)
    }

    /// The status of HTTP, where the site is asked by its public name: a machine behind a router may not reach
    /// itself so, and no answer means nothing.
    pub fn public_status(&self) -> Fact<i64> {
        self.public_number("status")
    }

    /// Any number of such an answer.
    pub fn public_number(&self, name: &str) -> Fact<i64> {
        match self.text("detail") {
            Fact::Known(detail, origin) => {
                Fact::Unknown(Reason::new(format!("asked from this machine, {detail}")), origin)
            }
            _ => self.number(name),
        }
    }

    fn part<T>(&self, name: &str, of: impl FnOnce(&'d Node) -> Option<T>) -> Fact<T> {
        match &self.0 {
            Fact::Known(node, _) => field(node, name, of),
            Fact::Unknown(reason, origin) => Fact::Unknown(reason.clone(), *origin),
            Fact::Absent(absent) => Fact::Absent(absent.clone()),
        }
    }
}

/// How browsers reach a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteAddress {
    /// The whole address, with `https://` or `http://`.
    pub address: String,
    /// The text of `config.js` that it is made of.
    pub span: Span,
}

impl Site<'_> {
    /// Where browsers speak XMPP: `bosh` or `websocket`, as an address that web clients know.
    pub fn xmpp_address(&self, option: &str) -> Option<SiteAddress> {
        let (Fact::Known(text, origin), Fact::Known(domain, _)) = (self.web.text(option), self.web.domain())
        else {
            return None;
        };
        let (scheme, rest) = match text.split_once("//") {
            Some(("" | "https:" | "wss:", rest)) => ("https", rest.to_owned()),
            Some(("http:" | "ws:", rest)) => ("http", rest.to_owned()),
            Some(_) => return None,
            None if text.starts_with('/') => ("https", format!("{domain}{text}")),
            None => return None,
        };
        Some(SiteAddress { address: format!("{scheme}://{rest}"), span: origin.span })
    }

    /// The address of a file of the web app.
    pub fn web_address(&self, path: &str) -> Option<SiteAddress> {
        let of = ["websocket", "bosh"].iter().find_map(|option| self.xmpp_address(option))?;
        let parts = Address::parse(&of.address);
        let address = format!("{}://{}{path}", parts.scheme, parts.authority);
        Some(SiteAddress { address, span: of.span })
    }

    /// Whether browsers speak XMPP over a WebSocket; then BOSH is only for what is left.
    pub fn uses_websocket(&self) -> bool {
        self.web.text("websocket").is_set()
    }
}

/// What is compared of the `config.js` that is served with the one that is read here.
pub const SERVED_VALUES: [&str; 3] = ["hosts.domain", "hosts.anonymousdomain", "hosts.muc"];
