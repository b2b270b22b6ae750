//! The files of a Java service, strongest first: legacy properties, then HOCON.

use super::legacy::{Convert, Legacy};
use crate::fact::{Absent, Fact, Origin, Verdict};
use crate::secret::{Purpose, Secret};
use crate::syntax::{SyntaxError, hocon, properties, shell_env};
use crate::text::{FileId, Span};
use crate::value::{Entry, Map, Node, Value};

/// What was read for one service.
#[derive(Debug, Default)]
pub struct Layers {
    /// The HOCON file.
    pub hocon: Option<(FileId, hocon::Document)>,
    /// The legacy file.
    pub legacy: Option<(FileId, properties::Document)>,
    /// The variables the service starts with.
    pub env: Option<(FileId, shell_env::Document)>,
}

impl Layers {
    pub(super) fn secret_spans(&self, spans: &mut Vec<Span>) {
        self.hocon.iter().for_each(|(_, document)| document.root.secret_spans(spans));
        self.legacy.iter().for_each(|(_, document)| document.root.secret_spans(spans));
        self.env.iter().for_each(|(_, document)| document.root.secret_spans(spans));
    }

    /// What makes the service refuse to start.
    pub fn errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.hocon.iter().flat_map(|(_, document)| &document.errors)
    }

    /// What is read otherwise than it looks.
    pub fn warnings(&self) -> impl Iterator<Item = &SyntaxError> {
        self.hocon.iter().flat_map(|(_, document)| &document.warnings)
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
        match &node.value {
            Value::Str(text) => Verdict::from_bool(
                text.contains("SC_HOME_DIR_LOCATION=") && text.contains("SC_HOME_DIR_NAME="),
            ),
            Value::Unknown(reason) => Verdict::CannotTell(reason.clone(), Some(node.span)),
            _ => Verdict::No,
        }
    }

    /// The entry of a HOCON path.
    pub fn hocon_entry(&self, path: &str) -> Option<&Entry> {
        let (_, document) = self.hocon.as_ref()?;
        entry(&document.root, path)
    }

    /// The HOCON value alone, whatever the legacy file says.
    pub fn hocon_value(&self, path: &str) -> Fact<&Node> {
        let Some((file, document)) = &self.hocon else { return Fact::absent(None) };
        match entry(&document.root, path) {
            Some(Entry { node, beaten, .. }) => {
                let origin = Origin::over(node.span, beaten);
                match &node.value {
                    Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
                    Value::Null => Fact::absent(Some(node.span)),
                    _ => Fact::Known(node, origin),
                }
            }
            None => {
                let place = place_for(&document.root, path).unwrap_or(Span::start_of(*file));
                match &document.lossy {
                    Some(reason) => Fact::Unknown(reason.clone(), Origin::at(place)),
                    None => Fact::Absent(Absent { place: Some(place), default: None }),
                }
            }
        }
    }

    /// The legacy property alone.
    pub fn legacy_entry(&self, property: &str) -> Option<&Entry> {
        // A file that is surely not read has no say.
        if matches!(self.reads_legacy(), Verdict::No) {
            return None;
        }
        self.legacy.as_ref()?.1.root.entry(property)
    }

    /// The value that takes effect: the legacy property's if there is one, else the HOCON value.
    pub fn value(&self, path: &str, table: &[Legacy]) -> Fact<Node> {
        let legacy = table
            .iter()
            .filter(|legacy| legacy.path == path && legacy.convert == Convert::Same)
            .find_map(|legacy| self.legacy_entry(legacy.property));
        let Some(entry) = legacy else { return self.hocon_value(path).map(Node::clone) };
        let mut origin = Origin::over(entry.node.span, &entry.beaten);
        if let Some(beaten) = self.hocon_entry(path) {
            origin.beaten = Some(beaten.node.span);
        }
        match self.reads_legacy() {
            Verdict::CannotTell(reason, _) => Fact::Unknown(reason, origin),
            _ => Fact::Known(entry.node.clone(), origin),
        }
    }

    /// A text.
    pub fn text(&self, path: &str, table: &[Legacy]) -> Fact<String> {
        read(self.value(path, table), |node| match &node.value {
            Value::Str(text) => Some(text.clone()),
            Value::Int(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        })
    }

    /// A boolean, as Typesafe's getter and the legacy source read it.
    pub fn boolean(&self, path: &str, table: &[Legacy]) -> Fact<bool> {
        let inverted = table
            .iter()
            .filter(|legacy| legacy.path == path && legacy.convert == Convert::Inverted)
            .find_map(|legacy| self.legacy_entry(legacy.property));
        if let Some(entry) = inverted {
            let origin = Origin::over(entry.node.span, &entry.beaten);
            let yes = entry.node.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"));
            return Fact::Known(!yes, origin);
        }
        read(self.value(path, table), |node| match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Str(text) => match text.as_str() {
                "yes" | "on" => Some(true),
                "no" | "off" => Some(false),
                _ if text.eq_ignore_ascii_case("true") => Some(true),
                _ if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            _ => None,
        })
    }

    /// A secret.
    pub fn secret(&self, path: &str, table: &[Legacy]) -> Fact<Secret> {
        read(self.value(path, table), |node| node.value.text_for(Purpose::Judge).map(Secret::new))
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

fn entry<'m>(map: &'m Map, path: &str) -> Option<&'m Entry> {
    match path.split_once('.') {
        Some((first, rest)) => entry(map.get(first)?.as_map()?, rest),
        None => map.entry(path),
    }
}

/// The key of the nearest object above a missing path.
fn place_for(map: &Map, path: &str) -> Option<Span> {
    let mut parent = path;
    while let Some((above, _)) = parent.rsplit_once('.') {
        if let Some(entry) = entry(map, above) {
            return Some(entry.key_span);
        }
        parent = above;
    }
    None
}
