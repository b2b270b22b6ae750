//! Jigasi: the room where it waits for calls, the telephone accounts, and how it joins meetings.

use std::collections::BTreeMap;

use super::base64;
use super::layered::Layers;
use super::names::{Jid, canonical_domain};
use crate::fact::{Absent, Fact, Origin, Verdict};
use crate::secret::{Purpose, Secret};
use crate::text::Span;
use crate::value::{Entry, Node, Value};

/// Jigasi's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Jigasi {
    /// Its files; there is no HOCON file.
    pub layers: Layers,
}

/// An account that Jigasi keeps open.
#[derive(Clone, Debug)]
pub struct JigasiAccount {
    /// Its name in the file.
    pub id: String,
    /// Whether it is a telephone account, not one of XMPP.
    pub sip: bool,
    /// Where it begins.
    pub place: Span,
    fields: Vec<(String, Node)>,
}

const ACCOUNTS: [(&str, bool); 2] = [
    ("net.java.sip.communicator.impl.protocol.jabber.", false),
    ("net.java.sip.communicator.impl.protocol.sip.", true),
];
/// Before the fields of the account with which Jigasi joins meetings.
const MEETING: &str = "org.jitsi.jigasi.xmpp.acc.";

impl Jigasi {
    fn entry(&self, property: &str) -> Option<&Entry> {
        // An empty value counts as none (`ConfigurationServiceImpl.getString`).
        let entry = self.layers.legacy.as_ref()?.1.root.entry(property)?;
        Some(entry).filter(|entry| entry.node.as_str() != Some(""))
    }

    fn absent<T>(&self, property: &str) -> Fact<T> {
        let place = self.layers.legacy.as_ref().map(|(file, _)| Span::start_of(*file));
        let default = self.layers.catalogue.default_of(property).map(str::to_owned);
        Fact::Absent(Absent { place, default })
    }

    /// A text, by the full name of the property.
    pub fn text(&self, property: &str) -> Fact<String> {
        match self.entry(property) {
            Some(entry) => text(&entry.node, Origin::over(entry.node.span, &entry.beaten)),
            None => self.absent(property),
        }
    }

    /// A boolean, by the full name of the property: all but `true` is no.
    pub fn boolean(&self, property: &str) -> Fact<bool> {
        self.text(property).map(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The room from which Jigasi takes orders.
    pub fn allowed_jid(&self) -> Fact<String> {
        self.text("org.jitsi.jigasi.ALLOWED_JID")
    }

    /// The Component of the meeting rooms.
    pub fn muc_service(&self) -> Fact<String> {
        self.text("org.jitsi.jigasi.MUC_SERVICE_ADDRESS").map(|domain| canonical_domain(&domain))
    }

    /// Whether it writes down what is said.
    pub fn transcribes(&self) -> Verdict {
        self.boolean("org.jitsi.jigasi.ENABLE_TRANSCRIPTION").effective(false, |on| *on)
    }

    /// Whether it connects telephones.
    pub fn telephones(&self) -> Verdict {
        self.boolean("org.jitsi.jigasi.ENABLE_SIP").effective(true, |on| *on)
    }

    /// The domain of meetings, for the account with which Jigasi joins them.
    pub fn domain_base(&self) -> Fact<String> {
        self.text(&format!("{MEETING}DOMAIN_BASE")).map(|domain| canonical_domain(&domain))
    }

    /// The address at which it connects to join meetings.
    pub fn bosh_url_pattern(&self) -> Fact<String> {
        self.text(&format!("{MEETING}BOSH_URL_PATTERN"))
    }

    /// The account with which it joins meetings, if it logs in.
    pub fn meeting_login(&self) -> Fact<Jid> {
        jid(self.text(&format!("{MEETING}USER_ID")))
    }

    /// Its password, which is written as it is.
    pub fn meeting_password(&self) -> Fact<Secret> {
        match self.entry(&format!("{MEETING}PASS")) {
            Some(entry) => secret(&entry.node, |text| Some(text.to_owned())),
            None => self.absent(&format!("{MEETING}PASS")),
        }
    }

    /// Whether it joins meetings without logging in.
    pub fn joins_anonymously(&self) -> Fact<bool> {
        self.boolean(&format!("{MEETING}ANONYMOUS_AUTH"))
    }

    /// The accounts, in the order in which they are written.
    pub fn accounts(&self) -> Vec<JigasiAccount> {
        let mut accounts: Vec<JigasiAccount> = Vec::new();
        let mut places: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        for entry in self.layers.legacy.iter().flat_map(|(_, document)| document.root.iter()) {
            let of_account =
                ACCOUNTS.iter().find_map(|(prefix, sip)| Some((entry.key.strip_prefix(prefix)?, *sip)));
            let Some((rest, sip)) = of_account else { continue };
            let (id, field) = rest.split_once('.').unwrap_or((rest, ""));
            // All accounts have such names; other settings of the protocol have not.
            if !id.starts_with("acc") {
                continue;
            }
            let at = *places.entry((sip, id)).or_insert_with(|| {
                let (id, place) = (id.to_owned(), entry.key_span);
                accounts.push(JigasiAccount { id, sip, place, fields: Vec::new() });
                accounts.len() - 1
            });
            accounts[at].fields.push((field.to_owned(), entry.node.clone()));
        }
        accounts
    }

    /// The accounts that wait for orders in a room.
    pub fn control_accounts(&self) -> Vec<JigasiAccount> {
        self.accounts().into_iter().filter(|account| account.field("BREWERY").is_some()).collect()
    }
}

impl JigasiAccount {
    /// A field by its name, without the account's.
    pub fn field(&self, name: &str) -> Option<&Node> {
        let found = self.fields.iter().find(|(field, _)| field == name).map(|(_, node)| node);
        found.filter(|node| node.as_str() != Some(""))
    }

    /// A text of it.
    pub fn text(&self, name: &str) -> Fact<String> {
        match self.field(name) {
            Some(node) => text(node, Origin::at(node.span)),
            None => Fact::absent(Some(self.place)),
        }
    }

    /// The room where it waits for orders.
    pub fn brewery(&self) -> Fact<String> {
        self.text("BREWERY")
    }

    /// The account's JID, or the telephone number with its server.
    pub fn jid(&self) -> Fact<Jid> {
        jid(self.text("USER_ID"))
    }

    /// The address of the server.
    pub fn server(&self) -> Fact<String> {
        self.text("SERVER_ADDRESS")
    }

    /// The domain of meetings that it opens.
    pub fn domain_base(&self) -> Fact<String> {
        self.text("DOMAIN_BASE").map(|domain| canonical_domain(&domain))
    }

    /// The address at which it connects to join meetings.
    pub fn bosh_url_pattern(&self) -> Fact<String> {
        self.text("BOSH_URL_PATTERN")
    }

    /// The password behind the Base64 in the file. What is no Base64 counts as not set.
    pub fn password(&self) -> Fact<Secret> {
        match self.field("PASSWORD") {
            Some(node) => secret(node, base64::decode),
            None => Fact::absent(Some(self.place)),
        }
    }
}

fn text(node: &Node, origin: Origin) -> Fact<String> {
    match &node.value {
        Value::Str(text) => Fact::Known(text.clone(), origin),
        Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
        _ => Fact::absent(Some(origin.span)),
    }
}

fn secret(node: &Node, read: impl FnOnce(&str) -> Option<String>) -> Fact<Secret> {
    match node.value.text_for(Purpose::Judge).and_then(read) {
        Some(text) => Fact::Known(Secret::new(text), Origin::at(node.span)),
        None => Fact::absent(Some(node.span)),
    }
}

/// What is no address with `@` counts as not set.
fn jid(fact: Fact<String>) -> Fact<Jid> {
    match fact {
        Fact::Known(text, origin) => match text.split_once('@') {
            Some((node, domain)) => {
                let domain = canonical_domain(domain.split('/').next().unwrap_or(domain));
                Fact::Known(Jid { node: node.to_lowercase(), domain }, origin)
            }
            None => Fact::absent(Some(origin.span)),
        },
        Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
        Fact::Absent(absent) => Fact::Absent(absent),
    }
}
