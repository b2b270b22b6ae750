//! Options of the HOCON file that the legacy file hides.

use super::layered::Layers;
use super::legacy;
use super::{Jicofo, Videobridge, XmppClient};
use crate::catalogue::{Convert, Kind, Rank};
use crate::secret::Purpose;
use crate::text::Span;
use crate::value::{Node, Value};

/// An option that is set to two different values, of which the legacy one takes effect.
#[derive(Clone, Debug)]
pub struct Shadowed {
    /// The legacy property.
    pub property: String,
    /// The option's path in the HOCON file.
    pub path: String,
    /// Where the legacy property is written.
    pub winner: Span,
    /// Where the value without effect is written.
    pub loser: Span,
}

impl Jicofo {
    /// Options that the legacy file hides.
    pub fn shadowed(&self) -> Vec<Shadowed> {
        shadowed(&self.layers)
    }
}

impl Videobridge {
    /// Options that the legacy file hides, other than those of the clients.
    pub fn shadowed(&self) -> Vec<Shadowed> {
        shadowed(&self.layers)
    }

    /// Clients that the legacy file hides: one complete legacy client hides all clients of the HOCON file.
    pub fn shadowed_clients(&self) -> Vec<Shadowed> {
        let mut found = Vec::new();
        let legacy = self.legacy_clients();
        let (Some(winner), hocon) = (legacy.iter().find(|client| client.is_complete()), self.hocon_clients())
        else {
            return found;
        };
        for loser in hocon.iter().filter(|client| client.is_complete()) {
            let same = legacy.iter().any(|client| same_client(client, loser));
            if !same {
                found.push(Shadowed {
                    property: format!("org.jitsi.videobridge.xmpp.user.{}.*", winner.id),
                    path: format!("videobridge.apis.xmpp-client.configs.{}", loser.id),
                    winner: winner.place,
                    loser: loser.place,
                });
            }
        }
        found
    }
}

fn shadowed(layers: &Layers) -> Vec<Shadowed> {
    let mut found = Vec::new();
    if layers.legacy.is_none() || layers.hocon.is_none() {
        return found;
    }
    let settings = layers.catalogue.iter().flat_map(|setting| {
        let legacy = setting.sources.iter().filter(|source| source.rank == Rank::Legacy);
        legacy.map(move |source| (setting, source))
    });
    for (setting, source) in settings {
        // What this property means for the login is more than a setting without effect; rules of their own say it.
        if source.name == "org.jitsi.jicofo.auth.URL" {
            continue;
        }
        let (Some(winner), Some(loser)) =
            (layers.legacy_entry(source.name), layers.hocon_entry(setting.name))
        else {
            continue;
        };
        let Some(value) = legacy::convert(&winner.node, source.convert, setting.kind) else { continue };
        let value = Node { value, ..winner.node.clone() };
        if !same_effect(layers, source.convert, setting.kind, &value, &loser.node) {
            found.push(Shadowed {
                property: source.name.to_owned(),
                path: setting.name.to_owned(),
                winner: winner.key_span.to(winner.node.span),
                loser: loser.key_span.to(loser.node.span),
            });
        }
    }
    found
}

/// Unknown and unreadable values count as the same: nothing can be said about them.
fn same_effect(layers: &Layers, convert: Convert, kind: Kind, winner: &Node, loser: &Node) -> bool {
    if kind == Kind::Duration {
        let (this, that) = (legacy::duration(&winner.value), legacy::duration(&loser.value));
        return this.is_none() || that.is_none() || this == that;
    }
    if kind == Kind::List {
        let texts = |node: &Node| node.as_list().map(|items| items.iter().map(text).collect::<Vec<_>>());
        return texts(winner).is_none() || texts(loser).is_none() || texts(winner) == texts(loser);
    }
    let (Some(this), Some(that)) = (text(winner), text(loser)) else { return true };
    if let (Kind::Float, Ok(this), Ok(that)) = (kind, this.parse::<f64>(), that.parse::<f64>()) {
        return (this - that).abs() < f64::EPSILON;
    }
    if kind == Kind::Bool {
        let yes = |text: &str| text == "yes" || text == "on" || text.eq_ignore_ascii_case("true");
        return yes(&this) == yes(&that);
    }
    if convert == Convert::MucPrefix {
        let domain = layers.hocon_entry("jicofo.xmpp.client.xmpp-domain").and_then(|entry| text(&entry.node));
        return domain.is_none_or(|domain| same_text(&format!("{this}.{domain}"), &that));
    }
    same_text(&this, &that)
}

/// Domains, JIDs and booleans do not care about case, and two passwords that differ in case alone are rare.
fn same_text(this: &str, that: &str) -> bool {
    this.trim().eq_ignore_ascii_case(that.trim())
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        value => value.text_for(Purpose::Judge).map(str::to_owned),
    }
}

/// The nickname does not matter: it only has to be unique.
fn same_client(one: &XmppClient, other: &XmppClient) -> bool {
    ["hostname", "domain", "username", "password", "muc_jids"].iter().all(|name| {
        match (one.field(name).map(text), other.field(name).map(text)) {
            (Some(Some(this)), Some(Some(that))) => same_text(&this, &that),
            (None, Some(Some(_))) | (Some(Some(_)), None) => false,
            _ => true,
        }
    })
}
