//! The files of a Java service, strongest first.
//!
//! An option is looked for under each of its names in the order of the [catalogue](crate::catalogue): in the
//! old file, then in the HOCON file. Java's system properties (`-D`) come below both. For the old names
//! jicoco asks the system if the file has no such property; for the new ones `ConfigFactory.defaultReference`
//! holds them, with the defaults below (`JitsiConfig.loadNewConfig`). Jibri loads its file the
//! usual way (`ConfigFactory.load`), so that there they stand above the HOCON file.

use std::sync::OnceLock;
use std::time::Duration;

use super::legacy;
use super::system_properties;
use super::written::{Property, Written};
use crate::catalogue::{Catalogue, Convert, Kind, Rank, Source};
use crate::fact::{Absent, Fact, Origin, Verdict};
use crate::secret::{Purpose, Secret};
use crate::syntax::{SyntaxError, hocon, properties, shell_env};
use crate::text::{FileId, Sources, Span};
use crate::value::{Entry, Map, Node, Reason, Value};

/// What was read for one service.
#[derive(Debug, Default)]
pub struct Layers {
    /// The HOCON file.
    pub hocon: Option<(FileId, hocon::Document)>,
    /// The legacy file.
    pub legacy: Option<(FileId, properties::Document)>,
    /// The variables the service starts with.
    pub env: Option<(FileId, shell_env::Document)>,
    /// Java's system properties, by their full names.
    pub system: Map,
    /// The options.
    pub catalogue: Catalogue,
    /// Whether system properties beat the HOCON file.
    pub system_first: bool,
    /// What the catalogue says about the HOCON file, once a rule has asked.
    pub(super) written: OnceLock<Vec<Written>>,
    /// The same about the old file.
    pub(super) properties: OnceLock<Vec<Property>>,
}

/// What stands under a path of the HOCON file.
enum Look<'m> {
    Entry(&'m Entry),
    /// Something above is not known.
    Unknown(&'m Reason, Span),
    /// Something above is no object, which hides the defaults too.
    Hidden(Span),
    Missing,
}

impl Layers {
    pub(super) fn new(
        catalogue: Catalogue,
        hocon: Option<(FileId, hocon::Document)>,
        legacy: Option<(FileId, properties::Document)>,
        env: Option<(FileId, shell_env::Document)>,
        sources: &Sources,
    ) -> Self {
        let system = env.as_ref().map(|(_, env)| system_properties::parse(env, sources)).unwrap_or_default();
        Layers { hocon, legacy, env, system, catalogue, ..Layers::default() }
    }

    pub(super) fn secret_spans(&self, spans: &mut Vec<Span>) {
        self.hocon.iter().for_each(|(_, document)| document.root.secret_spans(spans));
        self.legacy.iter().for_each(|(_, document)| document.root.secret_spans(spans));
        self.env.iter().for_each(|(_, document)| document.root.secret_spans(spans));
        self.system.secret_spans(spans);
    }

    /// What makes the service refuse to start.
    pub fn errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.hocon.iter().flat_map(|(_, document)| &document.errors)
    }

    /// What is read otherwise than it looks.
    pub fn warnings(&self) -> impl Iterator<Item = &SyntaxError> {
        self.hocon.iter().flat_map(|(_, document)| &document.warnings)
    }

    /// Why the HOCON file may hold more, or other things, than is seen.
    pub fn lossy(&self) -> Option<&Reason> {
        self.hocon.as_ref().and_then(|(_, document)| document.lossy.as_ref())
    }

    /// Lines of the legacy file that cannot be read.
    pub fn legacy_errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.legacy.iter().flat_map(|(_, document)| &document.errors)
    }

    /// Whether the service reads its legacy file: both halves of the path must be given as system
    /// properties (`ReadOnlyConfigurationService` in jicoco). Without a file of variables it may still be so.
    pub fn reads_legacy(&self) -> Verdict {
        let Some((_, env)) = &self.env else { return Verdict::Yes };
        let Some(node) = env.root.get("JAVA_SYS_PROPS") else { return Verdict::No };
        if let Value::Unknown(reason) = &node.value {
            return Verdict::CannotTell(reason.clone(), Some(node.span));
        }
        let halves =
            ["net.java.sip.communicator.SC_HOME_DIR_LOCATION", "net.java.sip.communicator.SC_HOME_DIR_NAME"];
        let given = |half: &str| self.system.get(half).is_some();
        Verdict::from_bool(halves.into_iter().all(given))
    }

    /// The entry of a HOCON path.
    pub fn hocon_entry(&self, path: &str) -> Option<&Entry> {
        match look(&self.hocon.as_ref()?.1.root, path) {
            Look::Entry(entry) => Some(entry),
            _ => None,
        }
    }

    /// The HOCON value alone, whatever the other layers say.
    pub fn hocon_value(&self, path: &str) -> Fact<&Node> {
        let Some((file, document)) = &self.hocon else { return Fact::absent(None) };
        match look(&document.root, path) {
            Look::Entry(Entry { node, beaten, .. }) => {
                let origin = Origin::over(node.span, beaten);
                match &node.value {
                    Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
                    Value::Null => Fact::absent(Some(node.span)),
                    _ => Fact::Known(node, origin),
                }
            }
            Look::Unknown(reason, span) => Fact::Unknown(reason.clone(), Origin::at(span)),
            Look::Hidden(span) => Fact::absent(Some(span)),
            Look::Missing => {
                let place = place_for(&document.root, path).unwrap_or(Span::start_of(*file));
                match &document.lossy {
                    Some(reason) => Fact::Unknown(reason.clone(), Origin::at(place)),
                    None => Fact::Absent(Absent { place: Some(place), default: None }),
                }
            }
        }
    }

    /// A boolean of the HOCON file alone.
    pub fn hocon_boolean(&self, path: &str) -> Fact<bool> {
        read(self.hocon_value(path).map(Node::clone), boolean)
    }

    /// A text of the HOCON file alone.
    pub fn hocon_text(&self, path: &str) -> Fact<String> {
        read(self.hocon_value(path).map(Node::clone), text)
    }

    /// The property in the legacy file alone.
    pub fn legacy_entry(&self, property: &str) -> Option<&Entry> {
        // A file that is surely not read has no say.
        if matches!(self.reads_legacy(), Verdict::No) {
            return None;
        }
        let root = &self.legacy.as_ref()?.1.root;
        // The keys of properties hold dots, those of Jibri's JSON do not.
        root.entry(property).or_else(|| match look(root, property) {
            Look::Entry(entry) => Some(entry),
            _ => None,
        })
    }

    /// The property that takes effect under an old name, and whether it stands in the legacy file.
    pub(super) fn old_entry(&self, property: &str) -> Option<(&Entry, bool)> {
        let file = || self.legacy_entry(property).map(|entry| (entry, true));
        let system = || self.system.entry(property).map(|entry| (entry, false));
        // Videobridge makes system properties of the file's for ice4j, unless they are set.
        match property.starts_with("org.ice4j") {
            true => system().or_else(file),
            false => file().or_else(system),
        }
    }

    /// Whether the HOCON file says anything about a path, so that what is below it does not count.
    fn decides(&self, path: &str) -> bool {
        let document = self.hocon.as_ref().map(|(_, document)| document);
        document.is_some_and(|document| !matches!(look(&document.root, path), Look::Missing))
    }

    /// What stands under one name of the HOCON file and of the system properties.
    fn option(&self, path: &str, built_in: bool) -> Fact<Node> {
        let mut hocon = self.hocon_value(path).map(Node::clone);
        let system = self.system.entry(path).filter(|_| self.system_first || !built_in);
        let Some(entry) = system else { return hocon };
        let mut origin = Origin::over(entry.node.span, &entry.beaten);
        if self.system_first {
            origin.beaten = self.hocon_entry(path).map(|beaten| beaten.node.span).or(origin.beaten);
            return Fact::Known(entry.node.clone(), origin);
        }
        if let Fact::Known(_, of_file) = &mut hocon {
            of_file.beaten = of_file.beaten.or(Some(entry.node.span));
        }
        match hocon {
            Fact::Absent(_) if !self.decides(path) => Fact::Known(entry.node.clone(), origin),
            decided => decided,
        }
    }

    /// The value under another name of an option, if there is one that can be converted.
    fn other(&self, path: &str, kind: Kind, source: &Source) -> Option<Fact<Node>> {
        let (node, mut origin) = match source.rank {
            Rank::Legacy => {
                let (entry, in_file) = self.old_entry(source.name)?;
                let origin = Origin::over(entry.node.span, &entry.beaten);
                if let (true, Verdict::CannotTell(reason, _)) = (in_file, self.reads_legacy()) {
                    return Some(Fact::Unknown(reason, origin));
                }
                (entry.node.clone(), origin)
            }
            Rank::Alias | Rank::Fallback => match self.option(source.name, false) {
                Fact::Known(node, origin) => (node, origin),
                Fact::Absent(_) => return None,
                unknown => return Some(unknown),
            },
        };
        if source.rank != Rank::Fallback {
            let beaten = self.hocon_entry(path).map(|beaten| beaten.node.span);
            origin.beaten = beaten.or(origin.beaten);
        }
        if let Value::Unknown(reason) = &node.value {
            return Some(Fact::Unknown(reason.clone(), origin));
        }
        let converted = match source.rank {
            // Typesafe's getters convert where the value is read.
            Rank::Alias | Rank::Fallback if source.convert == Convert::Same => Some(node.value.clone()),
            Rank::Alias | Rank::Fallback if source.convert == Convert::Inverted => {
                boolean(&node).map(|value| Value::Bool(!value))
            }
            _ => legacy::convert(&node, source.convert, kind),
        }?;
        if source.convert == Convert::MucPrefix {
            let prefix = text(&Node::new(converted, node.span))?;
            let domain = self.text("jicofo.xmpp.client.xmpp-domain");
            let joined = |domain| Node::new(Value::Str(format!("{prefix}.{domain}")), node.span);
            return match domain {
                Fact::Known(domain, _) => Some(Fact::Known(joined(domain), origin)),
                Fact::Unknown(reason, _) => Some(Fact::Unknown(reason, origin)),
                Fact::Absent(_) => None,
            };
        }
        Some(Fact::Known(Node { value: converted, ..node }, origin))
    }

    /// The value that takes effect. The default, where nothing is set, stands in the absence.
    pub fn value(&self, path: &str) -> Fact<Node> {
        let Some(setting) = self.catalogue.get(path) else { return self.option(path, false) };
        let other = |source| self.other(path, setting.kind, source);
        let of_rank = |fallback: bool| {
            setting.sources.iter().filter(move |source| (source.rank == Rank::Fallback) == fallback)
        };
        if let Some(fact) = of_rank(false).find_map(other) {
            return fact;
        }
        let absent = match self.option(path, setting.built_in) {
            Fact::Absent(absent) => absent,
            set => return set,
        };
        // What is `null` or hidden stays so: the defaults are below it.
        if self.decides(path) {
            return Fact::Absent(absent);
        }
        if let Some(fact) = of_rank(true).find_map(other) {
            return fact;
        }
        match setting.default {
            Some(default) if default.starts_with("${") => {
                let other = default.trim_start_matches("${").trim_end_matches('}');
                match self.value(other) {
                    Fact::Absent(of_other) => Fact::Absent(Absent { default: of_other.default, ..absent }),
                    set => set,
                }
            }
            default => Fact::Absent(Absent { default: default.map(str::to_owned), ..absent }),
        }
    }

    /// A text.
    pub fn text(&self, path: &str) -> Fact<String> {
        read(self.value(path), text)
    }

    /// A boolean, as Typesafe's getter and the legacy source read it.
    pub fn boolean(&self, path: &str) -> Fact<bool> {
        read(self.value(path), boolean)
    }

    /// A whole number.
    pub fn integer(&self, path: &str) -> Fact<i64> {
        read(self.value(path), |node| match &node.value {
            Value::Int(number) => Some(*number),
            Value::Str(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    /// A time.
    pub fn duration(&self, path: &str) -> Fact<Duration> {
        read(self.value(path), |node| legacy::duration(&node.value))
    }

    /// A list.
    pub fn list(&self, path: &str) -> Fact<Vec<Node>> {
        read(self.value(path), |node| node.as_list().map(<[Node]>::to_vec))
    }

    /// A secret.
    pub fn secret(&self, path: &str) -> Fact<Secret> {
        read(self.value(path), |node| node.value.text_for(Purpose::Judge).map(Secret::new))
    }

    /// Whether a boolean is so in effect: the program's own default where it is not set.
    pub fn is_on(&self, path: &str) -> Verdict {
        match self.boolean(path) {
            Fact::Absent(Absent { default, .. }) => Verdict::from_bool(default.as_deref() == Some("true")),
            fact => fact.is(|on| *on),
        }
    }
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn boolean(node: &Node) -> Option<bool> {
    match &node.value {
        Value::Bool(value) => Some(*value),
        Value::Str(text) => match text.as_str() {
            "yes" | "on" => Some(true),
            "no" | "off" => Some(false),
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a value of a type; one of another type counts as not set, with its place kept.
fn read<T>(fact: Fact<Node>, convert: impl FnOnce(&Node) -> Option<T>) -> Fact<T> {
    match fact {
        Fact::Known(node, origin) => match convert(&node) {
            Some(value) => Fact::Known(value, origin),
            None => Fact::absent(Some(origin.span)),
        },
        Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
        Fact::Absent(absent) => Fact::Absent(absent),
    }
}

fn look<'m>(map: &'m Map, path: &str) -> Look<'m> {
    let Some((first, rest)) = path.split_once('.') else {
        return map.entry(path).map_or(Look::Missing, Look::Entry);
    };
    match map.get(first) {
        None => Look::Missing,
        Some(node) => match &node.value {
            Value::Map(map) => look(map, rest),
            Value::Unknown(reason) => Look::Unknown(reason, node.span),
            _ => Look::Hidden(node.span),
        },
    }
}

/// The key of the nearest object above a missing path.
fn place_for(map: &Map, path: &str) -> Option<Span> {
    let mut parent = path;
    while let Some((above, _)) = parent.rsplit_once('.') {
        if let Look::Entry(entry) = look(map, above) {
            return Some(entry.key_span);
        }
        parent = above;
    }
    None
}

#[cfg(test)]
mod tests;
