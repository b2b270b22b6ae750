//! The relays that Prosody tells clients about.

use super::base64;
use super::scram::hmac_sha1;
use super::{Deployment, Host, Prosody, Site};
use crate::fact::{Fact, Origin};
use crate::secret::{Purpose, Secret};
use crate::text::Span;
use crate::value::{Node, Value};

/// How a browser talks to a relay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelayWay {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
    /// An encrypted connection.
    Tls,
}

/// A relay that Prosody sends people to, with a password that it makes from a secret.
#[derive(Clone, Debug)]
pub struct OfferedRelay {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How browsers talk to it.
    pub way: RelayWay,
    /// The entry, or the name in it.
    pub place: Span,
    /// What the passwords are made from.
    pub secret: Fact<Secret>,
    /// The domain of the site.
    pub subject: String,
}

impl OfferedRelay {
    /// Its address as browsers have it.
    pub fn address(&self) -> String {
        let (scheme, transport) = match self.way {
            RelayWay::Udp => ("turn", "udp"),
            RelayWay::Tcp => ("turn", "tcp"),
            RelayWay::Tls => ("turns", "tcp"),
        };
        format!("{scheme}:{}:{}?transport={transport}", self.host, self.port)
    }
}

/// The name and password that hold until a time, as `mod_external_services` makes them and coturn checks them.
pub fn relay_credentials(secret: &Secret, until: u64) -> (String, String) {
    let name = until.to_string();
    let password = base64::encode(&hmac_sha1(secret.expose_for(Purpose::Prove).as_bytes(), name.as_bytes()));
    (name, password)
}

impl Deployment {
    /// The relays that people of the sites here are sent to.
    pub fn offered_relays(&self) -> Vec<OfferedRelay> {
        let mut relays = Vec::new();
        for site in self.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let Fact::Known(services, _) = prosody.external_services(main) else { continue };
            for entry in services.into_iter().filter(|entry| is_relay(entry)) {
                relays.extend(offered(prosody, main, entry, site.subject()));
            }
        }
        relays
    }
}

impl Deployment {
    /// The STUN servers that people of the sites here are told about: host, port and place.
    pub fn offered_stun(&self) -> Vec<(String, u16, Span)> {
        let mut servers = Vec::new();
        for site in self.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let Fact::Known(services, _) = prosody.external_services(main) else { continue };
            let stun =
                services.into_iter().filter(|entry| entry.get("type").and_then(Node::as_str) == Some("stun"));
            servers.extend(stun.filter_map(|entry| {
                let host = entry.get("host").map_or(Some(main.name.as_str()), Node::as_str)?;
                let port = match entry.get("port").map(|port| &port.value) {
                    Some(Value::Int(port)) => u16::try_from(*port).ok()?,
                    Some(_) => return None,
                    None => 3478,
                };
                Some((host.to_owned(), port, entry.span))
            }));
        }
        servers
    }
}

fn offered(prosody: &Prosody, main: &Host, entry: &Node, subject: String) -> Option<OfferedRelay> {
    let text = |name| entry.get(name).and_then(Node::as_str);
    let (host, place) = match entry.get("host") {
        Some(node) => (node.as_str()?.to_owned(), node.span),
        None => (main.name.clone(), entry.span),
    };
    let way = match (text("type")?, text("transport")) {
        ("turns", Some("tcp") | None) => RelayWay::Tls,
        ("turn", Some("udp") | None) => RelayWay::Udp,
        ("turn", Some("tcp")) => RelayWay::Tcp,
        _ => return None,
    };
    let port = match entry.get("port").map(|port| &port.value) {
        Some(Value::Int(port)) => u16::try_from(*port).ok()?,
        Some(_) => return None,
        None => {
            if way == RelayWay::Tls {
                5349
            } else {
                3478
            }
        }
    };
    let known = |node: &Node| match node.value.text_for(Purpose::Judge) {
        Some(text) => Fact::Known(Secret::new(text), Origin::at(node.span)),
        None => Fact::absent(Some(node.span)),
    };
    let secret = match entry.get("secret") {
        Some(Node { value: Value::Bool(true), .. }) => {
            match prosody.option(main, "external_service_secret") {
                Fact::Known(node, _) => known(node),
                Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
                Fact::Absent(absent) => Fact::Absent(absent),
            }
        }
        Some(node) => known(node),
        None => Fact::absent(Some(entry.span)),
    };
    Some(OfferedRelay { host, port, way, place, secret, subject })
}

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
