//! The objects that the scripts make. They live here and not in each other,
//! because in JavaScript two names can mean the same object.

use std::collections::{BTreeMap, BTreeSet};

use swc_ecma_ast::{ArrowExpr, Function};

use super::parse::Parsed;
use super::text::Text;
use crate::text::Span;
use crate::value::{Beaten, Entry, Map, Node, Reason, Value};

/// Names an object in the [`Heap`].
pub type ObjectId = usize;

/// A value while the scripts run.
#[derive(Clone)]
pub enum Val<'a> {
    Undefined,
    Null,
    Bool(bool),
    Num(f64),
    Str(Text<'a>),
    Object(ObjectId),
    /// `None` for functions that are never followed, such as those of the browser.
    Function(Option<Closure<'a>>),
    Unknown(Reason),
}

/// A function with the variables it sees.
#[derive(Clone, Copy)]
pub struct Closure<'a> {
    pub code: Code<'a>,
    /// The scope it was made in.
    pub scope: usize,
    /// The script that holds its text.
    pub script: &'a Parsed<'a>,
}

/// What a function does.
#[derive(Clone, Copy)]
pub enum Code<'a> {
    Function(&'a Function),
    Arrow(&'a ArrowExpr),
}

/// A value with its places, as in [`Node`].
#[derive(Clone)]
pub struct Given<'a> {
    pub val: Val<'a>,
    pub span: Span,
    pub parts: Vec<Span>,
}

/// More literals than this are of no use to a reader.
pub const MAX_PARTS: usize = 16;

impl<'a> Given<'a> {
    pub fn new(val: Val<'a>, span: Span) -> Self {
        Given { val, span, parts: Vec::new() }
    }

    pub fn unknown(reason: impl Into<String>, span: Span) -> Self {
        Given::new(Val::Unknown(Reason::new(reason)), span)
    }

    /// The places of the literals behind the value.
    pub fn origins(&self) -> Vec<Span> {
        if self.parts.is_empty() { vec![self.span] } else { self.parts.clone() }
    }

    /// The same value, used at another place.
    pub fn used_at(&self, span: Span) -> Self {
        Given { val: self.val.clone(), span, parts: self.origins() }
    }

    /// A value made from two.
    pub fn joined(val: Val<'a>, span: Span, left: &Given<'a>, right: &Given<'a>) -> Self {
        let mut parts = left.origins();
        match right.parts.is_empty() {
            true => parts.push(right.span),
            false => parts.extend(&right.parts),
        }
        parts.truncate(MAX_PARTS);
        Given { val, span, parts }
    }
}

/// Whether two values are surely the same.
pub fn same(left: &Val<'_>, right: &Val<'_>) -> bool {
    match (left, right) {
        (Val::Undefined, Val::Undefined) | (Val::Null, Val::Null) => true,
        (Val::Bool(left), Val::Bool(right)) => left == right,
        (Val::Num(left), Val::Num(right)) => left == right,
        (Val::Str(left), Val::Str(right)) => left == right,
        (Val::Object(left), Val::Object(right)) => left == right,
        _ => false,
    }
}

/// A property of an object.
#[derive(Clone)]
pub struct Property<'a> {
    pub key: Text<'a>,
    pub key_span: Span,
    pub given: Given<'a>,
    pub beaten: Vec<(Span, Given<'a>)>,
    /// Deleted: it keeps its place only.
    pub gone: bool,
    /// A variable that is declared and has no value yet.
    pub implicit: bool,
}

/// From this many properties on an object has an index.
const INDEXED: usize = 32;
/// Earlier definitions that are remembered.
const MAX_BEATEN: usize = 16;

/// An object or a list.
#[derive(Clone, Default)]
pub struct Object<'a> {
    pub properties: Vec<Property<'a>>,
    /// Where each property stands, once there are too many to look through.
    index: Option<BTreeMap<Text<'a>, usize>>,
    /// The items, if it is a list.
    pub items: Option<Vec<Given<'a>>>,
    /// Why it may hold more than is written here.
    pub open: Option<Reason>,
}

impl<'a> Object<'a> {
    /// A list; `open` says why its items are not all known.
    pub fn list(items: Vec<Given<'a>>, open: Option<Reason>) -> Self {
        Object { items: Some(items), open, ..Object::default() }
    }

    pub fn get(&self, key: &str) -> Option<&Property<'a>> {
        self.position(key).map(|at| &self.properties[at]).filter(|property| !property.gone)
    }

    /// Where a property stands, also one that is gone.
    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.properties.iter().position(|property| &*property.key == key),
        }
    }

    fn push(&mut self, property: Property<'a>) {
        if let Some(index) = &mut self.index {
            index.insert(property.key.clone(), self.properties.len());
        }
        self.properties.push(property);
        if self.index.is_none() && self.properties.len() >= INDEXED {
            let places = self.properties.iter().enumerate().map(|(at, property)| (property.key.clone(), at));
            self.index = Some(places.collect());
        }
    }

    pub fn set(&mut self, key: &Text<'a>, key_span: Span, given: Given<'a>) {
        let Some(at) = self.position(key) else {
            return self.push(Property {
                key: key.clone(),
                key_span,
                given,
                beaten: Vec::new(),
                gone: false,
                implicit: false,
            });
        };
        let property = &mut self.properties[at];
        let old = std::mem::replace(&mut property.given, given);
        let old_span = std::mem::replace(&mut property.key_span, key_span);
        if property.gone {
            property.beaten.clear();
        } else if !property.implicit {
            if property.beaten.len() == MAX_BEATEN {
                property.beaten.remove(0);
            }
            property.beaten.push((old_span, old));
        }
        (property.gone, property.implicit) = (false, false);
    }

    /// Declares a variable that has no value yet.
    pub fn declare(&mut self, key: &Text<'a>, key_span: Span) {
        if self.get(key).is_none() {
            self.set(key, key_span, Given::new(Val::Undefined, key_span));
            if let Some(at) = self.position(key) {
                self.properties[at].implicit = true;
            }
        }
    }

    pub fn delete(&mut self, key: &str) {
        if let Some(at) = self.position(key) {
            self.properties[at].gone = true;
        }
    }

    /// Forgets what it holds: something that is not understood may have changed all of it.
    pub fn spoil(&mut self, reason: &Reason) {
        for property in &mut self.properties {
            property.given.val = Val::Unknown(reason.clone());
        }
        self.open.get_or_insert_with(|| reason.clone());
    }
}

/// All objects of a page.
pub type Heap<'a> = Vec<Object<'a>>;

/// Turns objects into values.
pub struct Export<'h, 'a> {
    heap: &'h Heap<'a>,
    inside: BTreeSet<ObjectId>,
    left: usize,
    /// The first object that may hold more than is known.
    pub open: Option<(Reason, Span)>,
}

/// More values than any configuration has; one object under many names would grow without end.
const MAX_VALUES: usize = 200_000;
/// Deeper than any configuration is.
const MAX_LEVELS: usize = 150;
/// [`Map::set`] looks at all keys.
const MAX_KEYS: usize = 5_000;

impl<'h, 'a> Export<'h, 'a> {
    pub fn new(heap: &'h Heap<'a>) -> Self {
        Export { heap, inside: BTreeSet::new(), left: MAX_VALUES, open: None }
    }

    pub fn map(&mut self, object: &Object<'a>) -> Map {
        let properties = object.properties.iter().filter(|property| !property.gone);
        let entries = properties.map(|property| {
            let beaten = property.beaten.iter();
            Entry {
                key: property.key.to_string(),
                key_span: property.key_span,
                beaten: beaten
                    .map(|(span, given)| Beaten { key_span: *span, node: self.node(given) })
                    .collect(),
                node: self.node(&property.given),
            }
        });
        entries.collect()
    }

    fn node(&mut self, given: &Given<'a>) -> Node {
        self.left = self.left.saturating_sub(1);
        let value = match &given.val {
            _ if self.left == 0 => Value::Unknown(Reason::new("there are more values than are looked at")),
            Val::Undefined => Value::Undefined,
            Val::Null => Value::Null,
            Val::Bool(value) => Value::Bool(*value),
            Val::Num(number) => number_value(*number),
            Val::Str(text) => Value::Str(text.to_string()),
            Val::Function(_) => Value::Function,
            Val::Unknown(reason) => Value::Unknown(reason.clone()),
            Val::Object(id) => self.object(*id, given.span),
        };
        Node { value, span: given.span, parts: given.parts.clone() }
    }

    fn object(&mut self, id: ObjectId, span: Span) -> Value {
        let object = &self.heap[id];
        if self.inside.contains(&id) {
            return Value::Unknown(Reason::new("the object contains itself"));
        }
        if self.inside.len() >= MAX_LEVELS || object.properties.len() > MAX_KEYS {
            return Value::Unknown(Reason::new("the object is larger than any real configuration"));
        }
        if object.items.is_some()
            && let Some(reason) = &object.open
        {
            return Value::Unknown(reason.clone());
        }
        self.inside.insert(id);
        let value = match &object.items {
            Some(items) => Value::List(items.iter().map(|item| self.node(item)).collect()),
            None => {
                if let Some(reason) = &object.open {
                    self.open.get_or_insert_with(|| (reason.clone(), span));
                }
                Value::Map(self.map(object))
            }
        };
        self.inside.remove(&id);
        value
    }
}

fn number_value(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        return Value::Int(number as i64);
    }
    Value::Float(number)
}
