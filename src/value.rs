//! The value tree: what every loader makes of a file, with a place for everything.

use std::collections::BTreeMap;

use crate::secret::{self, Purpose, Secret};
use crate::text::Span;

/// Why a value cannot be known without running something: a short clause that
/// fits after "because", such as "it comes from the environment variable XMPP_DOMAIN".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason(String);

impl Reason {
    /// A clause that fits after "because".
    pub fn new(clause: impl Into<String>) -> Self {
        Reason(clause.into())
    }

    /// The clause.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value as the real program sees it.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `nil`, `null`.
    Null,
    /// JavaScript's `undefined`.
    Undefined,
    /// `true` or `false`, not the words in quotes.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Str(String),
    /// A text that no output may show.
    Secret(Secret),
    /// A list; in Lua a table with the keys 1 to n.
    List(Vec<Node>),
    /// An object; in Lua a table with texts as keys. Also the empty Lua table.
    Map(Map),
    /// A Lua table with other keys: the pairs in the order they were written.
    Table(Vec<(Node, Node)>),
    /// A function: it exists, and is never called.
    Function,
    /// What Prosody 13 gives where an option that holds a table is read. Evaluation alone sees it.
    Handle {
        /// The number of the section.
        section: usize,
        /// The name of the option.
        option: String,
    },
    /// Not knowable without running something.
    Unknown(Reason),
}

/// A value and where it is written.
///
/// The span is the expression that gives the value where it is used, with its quotes and brackets: the
/// text to change. Without `parts` that text alone, in the place of a value, gives the value again; an
/// object or list holds what is written in it, and what later lines add has spans of its own.
///
/// A few values are written as something else, and have as their span
/// - the field from its key on, for the object that a dotted key makes (HOCON's `a.b = 1`);
/// - what was added, for a list that starts with something added to nothing (HOCON's `a += 1`);
/// - the whole definition, for a function or method;
/// - the name, for an option or variable whose value is written nowhere (`no-tcp`, `var x`, that of a loop);
/// - the list or the call, for the holes of a list and the items that a call makes.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The expression that gives the value where it is used: the text to change.
    pub span: Span,
    /// The literals it was made from, where these stand elsewhere (a local variable, a joined text).
    pub parts: Vec<Span>,
}

impl Node {
    /// A value written at `span`.
    pub fn new(value: Value, span: Span) -> Self {
        Node { value, span, parts: Vec::new() }
    }

    /// A value that cannot be known.
    pub fn unknown(reason: impl Into<String>, span: Span) -> Self {
        Node::new(Value::Unknown(Reason::new(reason)), span)
    }

    /// The literals behind the value: its own place if it is one.
    pub fn origins(&self) -> Vec<Span> {
        if self.parts.is_empty() { vec![self.span] } else { self.parts.clone() }
    }

    /// The text, if it is one that may be shown.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list. The empty Lua table and `{}` count as an empty list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            Value::Map(map) if map.is_empty() => Some(&[]),
            _ => None,
        }
    }

    /// The object, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Walks a dotted path through objects.
    pub fn get(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, key| node.as_map()?.get(key))
    }
}

/// A definition that a later or stronger one replaced.
#[derive(Clone, PartialEq, Debug)]
pub struct Beaten {
    /// The key, where this definition writes it.
    pub key_span: Span,
    /// The value that has no effect.
    pub node: Node,
}

/// One key of a [`Map`].
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key as the program sees it.
    pub key: String,
    /// Where the winning definition writes it.
    pub key_span: Span,
    /// The winning value.
    pub node: Node,
    /// Earlier definitions, oldest first.
    pub beaten: Vec<Beaten>,
}

/// Keys and values in the order the keys were first written.
#[derive(Clone, Default)]
pub struct Map {
    entries: Vec<Entry>,
    /// Where each key stands, once there are too many to look through.
    index: Option<BTreeMap<String, usize>>,
}

/// From this many keys on a map has an index.
const INDEXED: usize = 32;

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl std::fmt::Debug for Map {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Map").field("entries", &self.entries).finish()
    }
}

impl Map {
    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().position(|entry| entry.key == key),
        }
    }

    fn push(&mut self, entry: Entry) {
        if let Some(index) = &mut self.index {
            index.insert(entry.key.clone(), self.entries.len());
        }
        self.entries.push(entry);
        if self.index.is_none() && self.entries.len() >= INDEXED {
            let places = self.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at));
            self.index = Some(places.collect());
        }
    }

    /// Sets a key. An earlier definition is remembered as beaten.
    pub fn set(&mut self, key: impl Into<String>, key_span: Span, node: Node) {
        let key = key.into();
        match self.position(&key).and_then(|at| self.entries.get_mut(at)) {
            Some(entry) => {
                let old = std::mem::replace(&mut entry.node, node);
                let key_span = std::mem::replace(&mut entry.key_span, key_span);
                entry.beaten.push(Beaten { key_span, node: old });
            }
            None => self.push(Entry { key, key_span, node, beaten: Vec::new() }),
        }
    }

    /// Removes a key with its history.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.position(key)?;
        if let Some(index) = &mut self.index {
            index.remove(key);
            index.values_mut().filter(|place| **place > at).for_each(|place| *place -= 1);
        }
        Some(self.entries.remove(at))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of a key, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).and_then(|at| self.entries.get_mut(at)).map(|entry| &mut entry.node)
    }

    /// The key with its places and history.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.position(key).and_then(|at| self.entries.get(at))
    }

    /// All keys in order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// All values in order, to change; the keys must stay.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// For loaders that have merged the keys themselves: no key may occur twice.
impl FromIterator<Entry> for Map {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut map = Map::default();
        let entries = entries.into_iter();
        map.entries.reserve(entries.size_hint().1.unwrap_or_default());
        entries.for_each(|entry| map.push(entry));
        map
    }
}

impl Map {
    /// Turns the values of all options whose name says so into [`Value::Secret`], at every depth.
    ///
    /// Loaders call this once, on their result.
    pub fn seal_secrets(&mut self) {
        for entry in &mut self.entries {
            let secret = secret::is_secret_name(&entry.key);
            seal(&mut entry.node, secret);
            for beaten in &mut entry.beaten {
                seal(&mut beaten.node, secret);
            }
        }
    }
}

impl Map {
    /// Adds the place of every secret in the tree, also of replaced ones and of the literals they were made from.
    pub fn secret_spans(&self, spans: &mut Vec<Span>) {
        for entry in &self.entries {
            entry.node.secret_spans(spans);
            entry.beaten.iter().for_each(|beaten| beaten.node.secret_spans(spans));
        }
    }
}

impl Node {
    fn secret_spans(&self, spans: &mut Vec<Span>) {
        match &self.value {
            Value::Secret(_) => {
                spans.push(self.span);
                spans.extend(&self.parts);
            }
            Value::List(items) => items.iter().for_each(|item| item.secret_spans(spans)),
            Value::Map(map) => map.secret_spans(spans),
            Value::Table(pairs) => pairs.iter().for_each(|(_, value)| value.secret_spans(spans)),
            _ => {}
        }
    }
}

fn seal(node: &mut Node, secret: bool) {
    match &mut node.value {
        Value::Str(text) if secret => {
            node.value = Value::Secret(Secret::new(std::mem::take(text)));
        }
        Value::Int(number) if secret => node.value = Value::Secret(Secret::new(number.to_string())),
        Value::List(items) => items.iter_mut().for_each(|item| seal(item, secret)),
        Value::Map(map) => map.seal_secrets(),
        Value::Table(pairs) => {
            for (key, value) in pairs {
                let named = key.as_str().is_some_and(secret::is_secret_name);
                seal(value, named);
            }
        }
        _ => {}
    }
}

impl Value {
    /// What kind of value it is, for messages: never the value itself.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "nil",
            Value::Undefined => "undefined",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Str(_) | Value::Secret(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
            Value::Table(_) => "a table",
            Value::Function => "a function",
            Value::Handle { .. } => "a handle of an option",
            Value::Unknown(_) => "a value that cannot be known",
        }
    }

    /// The text of a `Str` or, for the given purpose, of a `Secret`.
    pub fn text_for(&self, purpose: Purpose) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            Value::Secret(secret) => Some(secret.expose_for(purpose)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    #[test]
    fn a_large_map_finds_what_a_small_one_finds() {
        let file = Sources::default().add("x", Vec::new());
        let mut map = Map::default();
        let node = |number: i64| Node::new(Value::Int(number), Span::start_of(file));
        for number in 0..100 {
            map.set(format!("k{number}"), Span::start_of(file), node(number));
        }
        map.set("k7", Span::start_of(file), node(-7));
        assert!(map.remove("k3").is_some() && map.remove("k3").is_none());
        assert_eq!(map.len(), 99);
        for number in (0..100).filter(|number| *number != 3) {
            let wanted = if number == 7 { -7 } else { number };
            assert_eq!(map.get(&format!("k{number}")).map(|node| &node.value), Some(&Value::Int(wanted)));
        }
        assert_eq!(map.entry("k7").map(|entry| entry.beaten.len()), Some(1));
        assert_eq!(map.iter().cloned().collect::<Map>(), map);
    }
}
