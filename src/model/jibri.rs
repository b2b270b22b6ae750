//! Jibri: the XMPP servers it waits at for requests to record, and how it joins the meetings.

use super::layered::Layers;
use super::legacy;
use super::names::{Jid, canonical_domain};
use crate::catalogue::{Convert, JIBRI, Kind};
use crate::fact::{Absent, Fact, Origin};
use crate::secret::{Purpose, Secret};
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Reason, Value};

/// Jibri's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Jibri {
    /// The files, strongest first. The legacy file is `config.json`, if Jibri accepts it.
    pub layers: Layers,
    /// A `config.json` that Jibri does not accept, and why: it goes on as if there were none.
    pub refused: Option<(FileId, Reason)>,
}

/// One XMPP server with its accounts.
#[derive(Clone, Debug)]
pub struct JibriEnvironment {
    /// Where it begins.
    pub place: Span,
    /// Whether it stands in `config.json`.
    pub legacy: bool,
    node: Node,
}

const ENVIRONMENTS: &str = "jibri.api.xmpp.environments";
const LEGACY_ENVIRONMENTS: &str = "xmpp_environments";
/// Without one of these Jibri does not start (`toXmppEnvironment` in `JibriConfig.kt`).
const REQUIRED: [&str; 15] = [
    "name",
    "xmpp-server-hosts",
    "xmpp-domain",
    "control-muc.domain",
    "control-muc.room-name",
    "control-muc.nickname",
    "control-login.domain",
    "control-login.username",
    "control-login.password",
    "call-login.domain",
    "call-login.username",
    "call-login.password",
    "strip-from-room-domain",
    "usage-timeout",
    "trust-all-xmpp-certs",
];

impl Jibri {
    /// A text option, by its full path.
    pub fn text(&self, path: &str) -> Fact<String> {
        self.layers.text(path)
    }

    /// A boolean option, by its full path.
    pub fn boolean(&self, path: &str) -> Fact<bool> {
        self.layers.boolean(path)
    }

    /// Where recordings go.
    pub fn recordings_directory(&self) -> Fact<String> {
        self.text("jibri.recording.recordings-directory")
    }

    /// The program that is called with each finished recording.
    pub fn finalize_script(&self) -> Fact<String> {
        self.text("jibri.recording.finalize-script")
    }

    /// The environments that take effect: those of `config.json`, if there are any.
    pub fn environments(&self) -> Fact<Vec<JibriEnvironment>> {
        if let Some(error) = self.layers.legacy_errors().next() {
            let reason = Reason::new("Jibri's `config.json` has a syntax error");
            return Fact::Unknown(reason, Origin::at(error.span));
        }
        if let Some(entry) = self.layers.legacy_entry(LEGACY_ENVIRONMENTS)
            && let Some(items) = entry.node.as_list().filter(|items| !items.is_empty())
        {
            let mut origin = Origin::over(entry.node.span, &entry.beaten);
            origin.beaten =
                self.layers.hocon_entry(ENVIRONMENTS).map(|beaten| beaten.node.span).or(origin.beaten);
            return Fact::Known(environments(items, true), origin);
        }
        match self.layers.hocon_value(ENVIRONMENTS) {
            Fact::Known(node, origin) => match node.as_list() {
                Some(items) => Fact::Known(environments(items, false), origin),
                None => Fact::absent(Some(origin.span)),
            },
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }
}

fn environments(items: &[Node], legacy: bool) -> Vec<JibriEnvironment> {
    items.iter().map(|node| JibriEnvironment { place: node.span, legacy, node: node.clone() }).collect()
}

/// Why Jibri refuses a `config.json`; `None` if it takes it. Jackson wants all parameters without a default, and
/// no others.
pub(super) fn refusal(root: &Map) -> Option<Reason> {
    let known = |name: &str| {
        let names = JIBRI.iter().flat_map(|setting| setting.sources).map(|source| source.name);
        let (name, inner) = (name.to_owned(), format!("{name}."));
        names.into_iter().any(|known| known == name || known.starts_with(&inner))
    };
    if let Some(entry) = root.iter().find(|entry| !known(&entry.key)) {
        return Some(Reason::new(format!("Jibri knows no `{}`", entry.key)));
    }
    let items = root.get(LEGACY_ENVIRONMENTS).and_then(Node::as_list).unwrap_or_default();
    for node in items {
        let Some(map) = node.as_map() else { return Some(Reason::new("an environment is no object")) };
        let unknown = map.iter().find(|entry| !known(&format!("{LEGACY_ENVIRONMENTS}.*.{}", entry.key)));
        if let Some(entry) = unknown {
            return Some(Reason::new(format!("Jibri knows no `{}` in an environment", entry.key)));
        }
        // Numbers, logins and switches have defaults there.
        let needed = |name: &&&str| {
            !name.contains("login.") && !name.starts_with("usage") && !name.starts_with("trust")
        };
        let absent = REQUIRED.iter().filter(needed).find(|name| node.get(&legacy_name(name)).is_none());
        let login = ["control_login", "call_login"].into_iter().find(|name| map.get(name).is_none());
        if let Some(name) = absent.map(|name| legacy_name(name)).or(login.map(str::to_owned)) {
            return Some(Reason::new(format!("`{name}` is missing in an environment")));
        }
    }
    None
}

/// The name of a field in `config.json`.
fn legacy_name(field: &str) -> String {
    let setting = JIBRI.get(&format!("{ENVIRONMENTS}.*.{field}"));
    let name = setting.and_then(|setting| setting.sources.first()).map(|source| source.name);
    let name = name.and_then(|name| name.strip_prefix("xmpp_environments.*."));
    name.unwrap_or(field).to_owned()
}

impl JibriEnvironment {
    /// A field by its path in the HOCON file, also if it stands in `config.json`.
    pub fn field(&self, path: &str) -> Option<&Node> {
        if self.legacy { self.node.get(&legacy_name(path)) } else { self.node.get(path) }
    }

    /// All that is written in it.
    pub fn fields(&self) -> Option<&Map> {
        self.node.as_map()
    }

    /// The fields that Jibri needs and that are missing.
    pub fn missing(&self) -> Vec<&'static str> {
        REQUIRED.into_iter().filter(|path| self.field(path).is_none()).collect()
    }

    fn read<T>(&self, path: &str, convert: impl FnOnce(&Node) -> Option<T>) -> Fact<T> {
        let Some(node) = self.field(path) else {
            let default = JIBRI.default_of(&format!("{ENVIRONMENTS}.*.{path}")).map(str::to_owned);
            return Fact::Absent(Absent { place: Some(self.place), default });
        };
        match (&node.value, convert(node)) {
            (Value::Unknown(reason), _) => Fact::Unknown(reason.clone(), Origin::at(node.span)),
            (_, Some(value)) => Fact::Known(value, Origin::at(node.span)),
            _ => Fact::absent(Some(node.span)),
        }
    }

    /// A text of it.
    pub fn text(&self, path: &str) -> Fact<String> {
        self.read(path, |node| match &node.value {
            Value::Str(text) => Some(text.clone()),
            Value::Int(number) => Some(number.to_string()),
            _ => None,
        })
    }

    /// A name for people.
    pub fn name(&self) -> Fact<String> {
        self.text("name")
    }

    /// The servers' addresses, some with a port.
    pub fn server_hosts(&self) -> Fact<Vec<String>> {
        self.read("xmpp-server-hosts", |node| {
            node.as_list()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        })
    }

    /// The main domain.
    pub fn xmpp_domain(&self) -> Fact<String> {
        self.text("xmpp-domain").map(|domain| canonical_domain(&domain))
    }

    /// The address it opens meetings at, if not that of the main domain.
    pub fn base_url(&self) -> Fact<String> {
        self.text("base-url")
    }

    fn jid(&self, block: &str, node: &str) -> Fact<Jid> {
        let node = match self.text(&format!("{block}.{node}")) {
            Fact::Known(node, _) => node.to_lowercase(),
            Fact::Unknown(reason, origin) => return Fact::Unknown(reason, origin),
            Fact::Absent(absent) => return Fact::Absent(absent),
        };
        self.text(&format!("{block}.domain")).map(|domain| Jid { node, domain: canonical_domain(&domain) })
    }

    /// The room where it waits for requests.
    pub fn control_muc(&self) -> Fact<Jid> {
        self.jid("control-muc", "room-name")
    }

    /// The room where it waits for requests of calls by SIP.
    pub fn sip_control_muc(&self) -> Fact<Jid> {
        self.jid("sip-control-muc", "room-name")
    }

    /// The account with which it waits.
    pub fn control_login(&self) -> Fact<Jid> {
        self.jid("control-login", "username")
    }

    /// The account with which it joins meetings.
    pub fn call_login(&self) -> Fact<Jid> {
        self.jid("call-login", "username")
    }

    fn password(&self, path: &str) -> Fact<Secret> {
        self.read(path, |node| node.value.text_for(Purpose::Judge).map(Secret::new))
    }

    /// The password of the account with which it waits.
    pub fn control_password(&self) -> Fact<Secret> {
        self.password("control-login.password")
    }

    /// The password of the account with which it joins meetings.
    pub fn call_password(&self) -> Fact<Secret> {
        self.password("call-login.password")
    }

    /// What is cut from the domain of a room to get the address of the meeting.
    pub fn strip_from_room_domain(&self) -> Fact<String> {
        self.text("strip-from-room-domain")
    }

    /// How long a recording may last; zero is without end.
    pub fn usage_timeout(&self) -> Fact<std::time::Duration> {
        self.read("usage-timeout", |node| match self.legacy {
            true => legacy::duration(&legacy::convert(node, Convert::Minutes, Kind::Duration)?),
            false => legacy::duration(&node.value),
        })
    }
}
