//! Prosody: hosts, options and the modules that really load.

use std::collections::BTreeMap;

use super::lookup::{Lookup, TextItem, Texts};
use super::names::canonical_domain;
use crate::fact::{Absent, Fact, Origin, Verdict};
use crate::secret::Secret;
use crate::syntax::SyntaxError;
use crate::syntax::lua::{self, Include, ProsodyConfig, ProsodyVersion, Section, SectionKind};
use crate::text::{FileId, Span};
use crate::value::{Entry, Node, Reason, Value};

/// Prosody's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Prosody {
    config: ProsodyConfig,
    hosts: Vec<Host>,
    by_name: BTreeMap<String, usize>,
    /// The modules of each host: many rules ask for them.
    modules: Vec<Modules>,
    /// The installed generation, if known.
    pub version: Option<ProsodyVersion>,
}

/// What a host is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostKind {
    /// A VirtualHost: users log in there.
    VirtualHost,
    /// A Component: a service.
    Component,
}

/// One enabled VirtualHost or Component.
#[derive(Debug)]
pub struct Host {
    /// The name in lower case.
    pub name: String,
    /// What it is.
    pub kind: HostKind,
    /// The module of a Component (`muc`, `client_proxy`); `component` for an external one.
    pub module: Option<Fact<String>>,
    /// The name where it was opened last: the place to point at.
    pub place: Span,
    section: usize,
    /// Which of Prosody's hosts it is.
    at: usize,
}

/// The modules that Prosody loads on a host.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    enabled: Texts,
    disabled: Texts,
    /// Loaded by some version of Prosody only, where the version is not known.
    perhaps: Option<(&'static str, Reason)>,
    /// Where a module would have to be added: the host's own list, or else the host.
    pub place: Option<Span>,
}

/// Loaded on every host without being listed; before 13, [`POSIX`] too.
const AUTOLOADED: [&str; 7] = ["presence", "message", "iq", "offline", "c2s", "s2s", "s2s_auth_certs"];
/// The module that 13 has no need of any more.
const POSIX: &str = "posix";
/// Of the global modules, a Component inherits only these; in 0.11 only the first five.
const COMPONENT_INHERITS: [&str; 8] =
    ["tls", "saslauth", "dialback", "iq", "s2s", "s2s_bidi", "smacks", "server_contact_info"];

impl Prosody {
    /// The questions about an evaluated configuration, for an installed generation.
    pub fn new(config: ProsodyConfig, version: Option<ProsodyVersion>) -> Self {
        let mut hosts = Vec::new();
        for (at, section) in config.sections.iter().enumerate() {
            let host = Host::new(section, at, &config);
            hosts.extend(host.map(|host| Host { at: hosts.len(), ..host }));
        }
        let by_name = hosts.iter().enumerate().map(|(at, host)| (canonical_domain(&host.name), at)).collect();
        let mut prosody = Prosody { config, hosts, by_name, modules: Vec::new(), version };
        prosody.modules = prosody.hosts.iter().map(|host| prosody.modules_of(host)).collect();
        prosody
    }

    /// The main configuration file.
    pub fn main_file(&self) -> Option<FileId> {
        self.config.files.first().copied()
    }

    /// The loaded files in order.
    pub fn files(&self) -> &[FileId] {
        &self.config.files
    }

    /// Every `Include` that was reached.
    pub fn includes(&self) -> &[Include] {
        &self.config.includes
    }

    /// What makes Prosody refuse the configuration.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.config.errors
    }

    /// What makes it refuse the configuration only because the path of a file is long.
    pub fn long_paths(&self) -> &[SyntaxError] {
        &self.config.long_paths
    }

    /// Where that may happen, and why it is not certain.
    pub fn long_path_unknown(&self) -> Option<(&Reason, Span)> {
        self.config.long_path_unknown.as_ref().map(|(reason, span)| (reason, *span))
    }

    /// What is loaded, but not as it looks.
    pub fn warnings(&self) -> &[SyntaxError] {
        &self.config.warnings
    }

    /// What is not what it looks like, such as values that depend on the order of a directory.
    pub fn notes(&self) -> &[SyntaxError] {
        &self.config.notes
    }

    /// Every section, also of disabled hosts; the global one first.
    pub fn sections(&self) -> &[Section] {
        &self.config.sections
    }

    /// The enabled hosts in the order they were first opened.
    pub fn hosts(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter()
    }

    /// The enabled VirtualHosts.
    pub fn virtual_hosts(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(|host| host.kind == HostKind::VirtualHost)
    }

    /// The enabled Components.
    pub fn components(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().filter(|host| host.kind == HostKind::Component)
    }

    /// The host with this name, of either kind.
    pub fn host(&self, name: &str) -> Lookup<&Host> {
        match (self.by_name.get(&canonical_domain(name)), &self.config.lossy) {
            (Some(at), _) => Lookup::Found(&self.hosts[*at]),
            (None, Some(reason)) => Lookup::Unknown(reason.clone()),
            (None, None) => Lookup::Missing,
        }
    }

    /// The VirtualHost with this name.
    pub fn virtual_host(&self, name: &str) -> Lookup<&Host> {
        match self.host(name) {
            Lookup::Found(host) if host.kind == HostKind::Component => Lookup::Missing,
            other => other,
        }
    }

    /// The Component with this name that runs a MUC service.
    pub fn muc(&self, name: &str) -> Lookup<&Host> {
        match self.host(name) {
            Lookup::Found(host) => match host.is_component("muc") {
                Verdict::Yes => Lookup::Found(host),
                Verdict::No => Lookup::Missing,
                Verdict::CannotTell(reason, _) => Lookup::Unknown(reason),
            },
            other => other,
        }
    }

    /// A section's options, without the global ones.
    pub fn section(&self, host: &Host) -> &Section {
        &self.config.sections[host.section]
    }

    /// The option as the host sees it: its own, else the global one.
    ///
    /// A global value counts also where some of the configuration could not be followed: that just
    /// there the host's own section had another one is less likely than that it is so.
    pub fn option(&self, host: &Host, name: &str) -> Fact<&Node> {
        match self.section(host).options.entry(name) {
            Some(_) => self.own_option(host, name),
            None => match self.global_option(name) {
                set @ Fact::Known(..) => set,
                _ => self.own_option(host, name).or_else(|| self.global_option(name)),
            },
        }
    }

    /// The option as set in the host's own section.
    pub fn own_option(&self, host: &Host, name: &str) -> Fact<&Node> {
        self.fact(self.section(host).options.entry(name), Some(host.place))
    }

    /// The option as set in the global section.
    pub fn global_option(&self, name: &str) -> Fact<&Node> {
        let start = self.main_file().map(Span::start_of);
        self.fact(self.config.sections.first().and_then(|section| section.options.entry(name)), start)
    }

    fn fact<'n>(&self, entry: Option<&'n Entry>, place: Option<Span>) -> Fact<&'n Node> {
        match entry {
            Some(Entry { node, beaten, .. }) => {
                let origin = Origin::over(node.span, beaten);
                match &node.value {
                    Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
                    Value::Null => Fact::Absent(Absent { place, default: None }),
                    _ => Fact::Known(node, origin),
                }
            }
            None => match (&self.config.lossy, place) {
                (Some(reason), Some(place)) => Fact::Unknown(reason.clone(), Origin::at(place)),
                _ => Fact::Absent(Absent { place, default: None }),
            },
        }
    }

    /// A text option, as `get_option_string` reads it: numbers and booleans become texts.
    pub fn text(&self, host: &Host, name: &str) -> Fact<String> {
        scalar(self.option(host, name)).and_then_known(|node| match &node.value {
            Value::Str(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            number => lua::number_text(number),
        })
    }

    /// A boolean option, as `get_option_boolean` reads it. A value that is none counts as not set,
    /// as it does in Prosody.
    pub fn boolean(&self, host: &Host, name: &str) -> Fact<bool> {
        as_boolean(self.option(host, name))
    }

    /// A boolean option of the global section.
    pub fn global_boolean(&self, name: &str) -> Fact<bool> {
        as_boolean(self.global_option(name))
    }

    /// A text option of the global section.
    pub fn global_text(&self, name: &str) -> Fact<String> {
        scalar(self.global_option(name)).and_then_known(|node| node.as_str().map(str::to_owned))
    }

    /// A secret option.
    pub fn secret(&self, host: &Host, name: &str) -> Fact<Secret> {
        self.option(host, name).and_then_known(|node| match &node.value {
            Value::Secret(secret) => Some(secret.clone()),
            _ => None,
        })
    }

    /// A list option, as `get_option_set` reads it.
    pub fn texts(&self, host: &Host, name: &str) -> Fact<Texts> {
        self.option(host, name).map(Texts::from_node)
    }

    /// The union of the host's own list and the global one, as `get_option_inherited_set` reads it.
    pub fn inherited_texts(&self, host: &Host, name: &str) -> Texts {
        let mut texts = Texts::default();
        for fact in [self.own_option(host, name), self.global_option(name)] {
            match fact {
                Fact::Known(node, _) => texts.extend(node),
                Fact::Unknown(reason, origin) => {
                    texts.unknown.get_or_insert((reason, origin.span));
                }
                Fact::Absent(_) => {}
            }
        }
        texts
    }

    /// The modules Prosody loads on a host, by its own rule: the global list (a Component inherits
    /// only a few of it) and the host's list, less what is disabled.
    pub fn modules(&self, host: &Host) -> &Modules {
        &self.modules[host.at]
    }

    fn modules_of(&self, host: &Host) -> Modules {
        let component = host.kind == HostKind::Component;
        let mut modules = Modules { place: Some(host.place), ..Modules::default() };
        let posix = self.version.filter(|version| *version < ProsodyVersion::V13).map(|_| POSIX);
        for name in AUTOLOADED.into_iter().chain(posix) {
            modules.enabled.items.push(TextItem { text: name.to_owned(), span: host.place });
        }
        if self.version.is_none() && !component {
            let reason = Reason::new("Prosody 0.12 loads `posix` by itself, 13 does not");
            modules.perhaps = Some((POSIX, reason));
        }
        match self.global_option("modules_enabled") {
            Fact::Known(node, _) => modules.enabled.extend_list(node),
            Fact::Unknown(reason, origin) => {
                modules.enabled.unknown.get_or_insert((reason, origin.span));
            }
            Fact::Absent(_) => {}
        }
        match self.global_option("modules_disabled") {
            Fact::Known(node, _) => {
                let disabled = Texts::from_list(node);
                modules.enabled.items.retain(|item| disabled.find(|text| text == item.text).is_none());
                modules.perhaps =
                    modules.perhaps.filter(|(name, _)| disabled.find(|text| text == *name).is_none());
                modules.disabled.unknown = disabled.unknown;
            }
            Fact::Unknown(reason, origin) => modules.disabled.unknown = Some((reason, origin.span)),
            Fact::Absent(_) => {}
        }
        if component {
            let inherited = if self.version == Some(ProsodyVersion::V0_11) { 5 } else { 8 };
            let inherited = &COMPONENT_INHERITS[..inherited];
            modules.enabled.items.retain(|item| inherited.contains(&item.text.as_str()));
        }
        match self.own_option(host, "modules_enabled") {
            // Prosody takes the very same table, from a local variable, for the global one.
            Fact::Known(node, _) if self.is_global_table("modules_enabled", node) => {}
            Fact::Known(node, origin) => {
                modules.enabled.extend_list(node);
                modules.place = Some(origin.span);
            }
            Fact::Unknown(reason, origin) => {
                modules.enabled.unknown.get_or_insert((reason, origin.span));
            }
            Fact::Absent(_) => {}
        }
        match self.own_option(host, "modules_disabled") {
            Fact::Known(node, _) if self.is_global_table("modules_disabled", node) => {}
            Fact::Known(node, _) => modules.disabled.extend_list(node),
            Fact::Unknown(reason, origin) => {
                modules.disabled.unknown.get_or_insert((reason, origin.span));
            }
            Fact::Absent(_) => {}
        }
        if self.version == Some(ProsodyVersion::V0_11) {
            for item in modules.enabled.items.iter_mut().filter(|item| item.text == "console") {
                item.text = "admin_telnet".to_owned();
            }
        }
        if let Verdict::Yes = modules.has("vcard_legacy") {
            modules.enabled.items.retain(|item| item.text != "vcard");
        }
        if let Some(Fact::Unknown(reason, origin)) = &host.module {
            modules.enabled.unknown.get_or_insert((reason.clone(), origin.span));
        }
        if let Some(Fact::Known(module, origin)) = &host.module {
            // What a Component is cannot be disabled.
            modules.disabled.items.retain(|item| item.text != *module);
            modules.enabled.items.push(TextItem { text: module.clone(), span: origin.span });
        }
        modules
    }

    fn is_global_table(&self, name: &str, own: &Node) -> bool {
        let made_at = |node: &Node| node.parts.first().copied().unwrap_or(node.span);
        match self.global_option(name) {
            Fact::Known(global, _) => made_at(global) == made_at(own) && !matches!(own.value, Value::Str(_)),
            _ => false,
        }
    }

    /// Whether a bare JID is an admin on the host.
    pub fn is_admin(&self, host: &Host, jid: &str) -> Verdict {
        self.inherited_texts(host, "admins").any(|admin| super::same_jid(admin, jid))
    }

    /// Why something that seems to be missing may be there.
    pub fn lossy(&self) -> Option<&Reason> {
        self.config.lossy.as_ref()
    }
}

impl Modules {
    /// Whether the module is loaded.
    pub fn has(&self, name: &str) -> Verdict {
        if self.disabled.find(|text| text == name).is_some() {
            return Verdict::No;
        }
        let listed = self.enabled.contains(name);
        match (listed, &self.perhaps) {
            (Verdict::No, Some((perhaps, reason))) if *perhaps == name => {
                Verdict::CannotTell(reason.clone(), self.place)
            }
            (listed, _) => listed,
        }
    }

    /// A module that is loaded or not by the version of Prosody, which is not known.
    pub fn perhaps(&self) -> Option<(&'static str, &Reason)> {
        let (name, reason) = self.perhaps.as_ref()?;
        matches!(self.has(name), Verdict::CannotTell(..)).then_some((*name, reason))
    }

    /// Where the module is listed, if it is loaded.
    pub fn place_of(&self, name: &str) -> Option<Span> {
        if self.disabled.find(|text| text == name).is_some() {
            return None;
        }
        // The host's own list stands after the global one.
        self.enabled.items.iter().rev().find(|item| item.text == name).map(|item| item.span)
    }

    /// Why there may be more modules than are listed, or fewer.
    pub fn unknown(&self) -> Option<&Reason> {
        let lists = [&self.enabled, &self.disabled];
        lists.into_iter().find_map(|list| list.unknown.as_ref()).map(|(reason, _)| reason)
    }

    /// All modules that are listed and not disabled.
    pub fn iter(&self) -> impl Iterator<Item = &TextItem> {
        self.enabled.items.iter().filter(|item| self.disabled.find(|text| text == item.text).is_none())
    }
}

impl Host {
    fn new(section: &Section, at: usize, config: &ProsodyConfig) -> Option<Self> {
        let header = section.headers.last()?;
        let global = config.sections.first();
        let enabled = section.options.get("enabled").or_else(|| global?.options.get("enabled"));
        // Only the boolean disables a host; the text "false" does not.
        if enabled.is_some_and(|node| node.value == Value::Bool(false)) {
            return None;
        }
        let kind = match section.kind {
            SectionKind::Global => return None,
            SectionKind::VirtualHost => HostKind::VirtualHost,
            SectionKind::Component => HostKind::Component,
        };
        let module = (kind == HostKind::Component).then(|| match (&header.unordered, &header.module) {
            (Some(reason), _) => Fact::Unknown(reason.clone(), Origin::at(header.span)),
            (None, Some(node)) => match &node.value {
                Value::Str(text) => Fact::Known(text.clone(), Origin::at(node.span)),
                Value::Unknown(reason) => Fact::Unknown(reason.clone(), Origin::at(node.span)),
                _ => Fact::Known("component".to_owned(), Origin::at(node.span)),
            },
            (None, None) => Fact::Known("component".to_owned(), Origin::at(header.span)),
        });
        Some(Host { name: section.name.clone(), kind, module, place: header.name_span, section: at, at: 0 })
    }

    /// Whether it is a Component with this module.
    pub fn is_component(&self, module: &str) -> Verdict {
        match &self.module {
            Some(fact) => fact.is(|name| name == module),
            None => Verdict::No,
        }
    }
}

impl<'n> Fact<&'n Node> {
    /// Reads a value of a type; one of another type counts as not set, with its place kept.
    pub fn and_then_known<T>(self, read: impl FnOnce(&'n Node) -> Option<T>) -> Fact<T> {
        match self {
            Fact::Known(node, origin) => match read(node) {
                Some(value) => Fact::Known(value, origin),
                None => Fact::absent(Some(origin.span)),
            },
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }
}

/// Prosody reads the first item where it wants one value and finds a list.
pub(super) fn scalar(fact: Fact<&Node>) -> Fact<&Node> {
    match fact {
        Fact::Known(Node { value: Value::Table(pairs), .. }, origin) => {
            match pairs.iter().find(|(key, _)| key.value == Value::Int(1)).map(|(_, first)| first) {
                Some(Node { value: Value::Unknown(reason), .. }) => Fact::Unknown(reason.clone(), origin),
                Some(first) => Fact::Known(first, origin),
                None => Fact::absent(Some(origin.span)),
            }
        }
        Fact::Known(Node { value: Value::List(items), .. }, origin) if !items.is_empty() => {
            let first = &items[0];
            match &first.value {
                Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
                _ => Fact::Known(first, origin),
            }
        }
        other => other,
    }
}

fn as_boolean(fact: Fact<&Node>) -> Fact<bool> {
    scalar(fact).and_then_known(|node| match &node.value {
        Value::Bool(value) => Some(*value),
        Value::Str(text) if text == "true" => Some(true),
        Value::Str(text) if text == "false" => Some(false),
        Value::Int(1) => Some(true),
        Value::Int(0) => Some(false),
        Value::Float(number) if *number == 1.0 || *number == 0.0 => Some(*number == 1.0),
        _ => None,
    })
}
