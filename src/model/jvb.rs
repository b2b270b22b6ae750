//! Videobridge: the XMPP servers it logs in to, and the rooms where it announces itself.

use std::collections::BTreeMap;

use super::layered::Layers;
use super::names::{Jid, canonical_domain};
use super::similar::edit_distance;
use crate::fact::{Absent, Fact, Origin, Verdict};
use crate::secret::{Purpose, Secret};
use crate::text::Span;
use crate::value::{Map, Node, Value};

/// Videobridge's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Videobridge {
    /// The files, strongest first.
    pub layers: Layers,
}

/// One login to an XMPP server.
#[derive(Clone, Debug)]
pub struct XmppClient {
    /// Its name in the configuration.
    pub id: String,
    /// Where it begins.
    pub place: Span,
    /// Whether it stands in the legacy file.
    pub legacy: bool,
    fields: Vec<(String, Node)>,
}

const LEGACY_PREFIX: &str = "org.jitsi.videobridge.xmpp.user.";
/// Without one of these a client is dropped (`MucClientConfiguration` in jicoco).
const REQUIRED: [&str; 5] = ["hostname", "username", "password", "muc_jids", "muc_nickname"];

/// All that a client may have; the first are those it needs.
const FIELDS: [&str; 9] = [
    "hostname",
    "username",
    "password",
    "muc_jids",
    "muc_nickname",
    "domain",
    "port",
    "iq_handler_mode",
    "disable_certificate_verification",
];

impl Videobridge {
    /// A text option, by its full path.
    pub fn text(&self, path: &str) -> Fact<String> {
        self.layers.text(path)
    }

    /// A boolean option, by its full path.
    pub fn boolean(&self, path: &str) -> Fact<bool> {
        self.layers.boolean(path)
    }

    /// The clients that take effect: one complete legacy client replaces all of HOCON's.
    pub fn clients(&self) -> Vec<XmppClient> {
        let legacy = self.legacy_clients();
        if legacy.iter().any(XmppClient::is_complete) {
            return legacy.into_iter().filter(XmppClient::is_complete).collect();
        }
        self.hocon_clients()
    }

    /// The clients of the HOCON file, whether they take effect or not.
    pub fn hocon_clients(&self) -> Vec<XmppClient> {
        let Some(entry) = self.layers.hocon_entry("videobridge.apis.xmpp-client.configs") else {
            return Vec::new();
        };
        let Some(configs) = entry.node.as_map() else { return Vec::new() };
        configs
            .iter()
            .filter_map(|entry| {
                let map: &Map = entry.node.as_map()?;
                let fields = map.iter().map(|field| (field.key.to_lowercase(), field.node.clone())).collect();
                Some(XmppClient { id: entry.key.clone(), place: entry.key_span, legacy: false, fields })
            })
            .collect()
    }

    /// The clients of the legacy file.
    pub fn legacy_clients(&self) -> Vec<XmppClient> {
        let Some((_, document)) = &self.layers.legacy else { return Vec::new() };
        if matches!(self.layers.reads_legacy(), Verdict::No) {
            return Vec::new();
        }
        let mut clients: Vec<XmppClient> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in document.root.iter() {
            let Some((id, field)) =
                entry.key.strip_prefix(LEGACY_PREFIX).and_then(|rest| rest.split_once('.'))
            else {
                continue;
            };
            let at = *places.entry(id).or_insert_with(|| {
                clients.push(XmppClient {
                    id: id.to_owned(),
                    place: entry.key_span,
                    legacy: true,
                    fields: Vec::new(),
                });
                clients.len() - 1
            });
            clients[at].fields.push((field.to_lowercase(), entry.node.clone()));
        }
        clients
    }

    /// Why there may be clients that are not seen.
    pub fn clients_unknown(&self) -> Fact<()> {
        match self.layers.hocon_value("videobridge.apis.xmpp-client.configs") {
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Known(_, origin) => Fact::Known((), origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }
}

impl XmppClient {
    /// Whether it has all that a client needs.
    pub fn is_complete(&self) -> bool {
        REQUIRED.iter().all(|name| self.field(name).is_some())
    }

    /// The fields that are missing, in the spelling of the documentation.
    pub fn missing(&self) -> Vec<String> {
        REQUIRED.iter().filter(|name| self.field(name).is_none()).map(|name| name.to_uppercase()).collect()
    }

    /// A field by its name in lower case with underscores.
    pub fn field(&self, name: &str) -> Option<&Node> {
        self.fields.iter().rev().find(|(field, _)| field == name).map(|(_, node)| node)
    }

    /// The field that was probably meant to be the one of this name, which is missing.
    pub fn misspelt(&self, name: &str) -> Option<(&str, &Node)> {
        let near = |field: &str| !FIELDS.contains(&field) && edit_distance(field, name) <= 2;
        self.fields.iter().find(|(field, _)| near(field)).map(|(field, node)| (field.as_str(), node))
    }

    fn text(&self, name: &str) -> Fact<String> {
        match self.field(name) {
            Some(node) => match &node.value {
                Value::Str(text) => Fact::Known(text.clone(), Origin::at(node.span)),
                Value::Int(number) => Fact::Known(number.to_string(), Origin::at(node.span)),
                Value::Unknown(reason) => Fact::Unknown(reason.clone(), Origin::at(node.span)),
                _ => Fact::absent(Some(node.span)),
            },
            None => Fact::Absent(Absent { place: Some(self.place), default: None }),
        }
    }

    /// The server's address.
    pub fn hostname(&self) -> Fact<String> {
        self.text("hostname")
    }

    /// The server's port.
    pub fn port(&self) -> Fact<i64> {
        match self.text("port") {
            Fact::Known(text, origin) => match text.trim().parse() {
                Ok(port) => Fact::Known(port, origin),
                Err(_) => Fact::absent(Some(origin.span)),
            },
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }

    /// The domain of the account; the address where it is not set.
    pub fn domain(&self) -> Fact<String> {
        self.text("domain").or_else(|| self.hostname()).map(|domain| canonical_domain(&domain))
    }

    /// The account's JID.
    pub fn jid(&self) -> Fact<Jid> {
        let user = match self.text("username") {
            Fact::Known(user, _) => user,
            Fact::Unknown(reason, origin) => return Fact::Unknown(reason, origin),
            Fact::Absent(absent) => return Fact::Absent(absent),
        };
        self.domain().map(|domain| Jid { node: user.to_lowercase(), domain })
    }

    /// The password.
    pub fn password(&self) -> Fact<Secret> {
        match self.field("password") {
            Some(node) => match (&node.value, node.value.text_for(Purpose::Judge)) {
                (_, Some(text)) => Fact::Known(Secret::new(text), Origin::at(node.span)),
                (Value::Unknown(reason), _) => Fact::Unknown(reason.clone(), Origin::at(node.span)),
                _ => Fact::absent(Some(node.span)),
            },
            None => Fact::absent(Some(self.place)),
        }
    }

    /// Whether it takes any certificate for that of the server.
    pub fn unchecked(&self) -> Fact<bool> {
        let Some(node) = self.field("disable_certificate_verification") else {
            return Fact::absent(Some(self.place));
        };
        match &node.value {
            Value::Bool(off) => Fact::Known(*off, Origin::at(node.span)),
            Value::Str(text) => Fact::Known(text.trim().eq_ignore_ascii_case("true"), Origin::at(node.span)),
            Value::Unknown(reason) => Fact::Unknown(reason.clone(), Origin::at(node.span)),
            _ => Fact::absent(Some(node.span)),
        }
    }

    /// The rooms where the bridge announces itself: one text, separated by commas, blanks and all.
    pub fn muc_jids(&self) -> Fact<Vec<String>> {
        self.text("muc_jids").map(|text| text.split(',').map(str::to_owned).collect())
    }
}
