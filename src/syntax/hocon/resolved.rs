//! Resolved values. They share their parts, so that using a big object in many places costs nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::parser::Scalar;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::Reason;

/// A value after substitution.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub kind: What,
    /// The text to change where the value is used.
    pub span: Span,
    /// The literals behind it, if they stand elsewhere.
    pub parts: Vec<Span>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum What {
    Scalar {
        scalar: Scalar,
        text: Rc<str>,
        quoted: bool,
    },
    List(Rc<List>),
    Map(Rc<Object>),
    Unknown(Reason),
    /// What the program refuses, if the value is used at all.
    Failed(Rc<SyntaxError>),
}

/// A resolved list.
#[derive(Debug)]
pub(super) struct List {
    pub items: Vec<Resolved>,
    pub height: usize,
    /// What the program refuses in it.
    pub failed: Option<Rc<SyntaxError>>,
}

/// A resolved object.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub entries: Vec<(String, Rc<Winner>)>,
    pub height: usize,
    /// What the program refuses in it.
    pub failed: Option<Rc<SyntaxError>>,
    /// Whether it replaced something else, so that it is merged with nothing below any more.
    pub resets: bool,
}

/// The value of a key with its history.
#[derive(Clone, Debug)]
pub(super) struct Winner {
    pub key_span: Span,
    pub value: Resolved,
    /// Definitions without effect, oldest first.
    pub beaten: Vec<(Span, Resolved)>,
}

impl Resolved {
    pub fn new(kind: What, span: Span) -> Self {
        Resolved { kind, span, parts: Vec::new() }
    }

    /// What the program refuses in it, if anything.
    pub fn failure(&self) -> Option<&Rc<SyntaxError>> {
        match &self.kind {
            What::Failed(error) => Some(error),
            What::List(list) => list.failed.as_ref(),
            What::Map(map) => map.failed.as_ref(),
            _ => None,
        }
    }

    /// How deep it is nested.
    pub fn height(&self) -> usize {
        match &self.kind {
            What::List(list) => list.height,
            What::Map(map) => map.height,
            _ => 0,
        }
    }

    /// Where the text of the value stands.
    pub fn sources(&self) -> Vec<Span> {
        if self.parts.is_empty() { vec![self.span] } else { self.parts.clone() }
    }
}

impl List {
    pub fn new(items: Vec<Resolved>) -> Self {
        let height = items.iter().map(Resolved::height).max().unwrap_or(0) + 1;
        let failed = items.iter().find_map(Resolved::failure).cloned();
        List { items, height, failed }
    }
}

impl Object {
    pub fn new(entries: Vec<(String, Rc<Winner>)>) -> Self {
        let height = entries.iter().map(|(_, winner)| winner.value.height() + 1).max().unwrap_or(1);
        let failed = entries.iter().find_map(|(_, winner)| winner.value.failure().cloned());
        Object { entries, height, failed, resets: false }
    }

    pub fn get(&self, key: &str) -> Option<&Rc<Winner>> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, winner)| winner)
    }
}

/// `top` over `base`: objects are merged at every depth, anything else in `top` wins.
pub(super) fn merge(top: &Object, base: &Object, budget: &mut usize) -> Object {
    *budget = budget.saturating_sub(top.entries.len() + base.entries.len());
    let mut entries = base.entries.clone();
    let index: BTreeMap<&str, usize> =
        base.entries.iter().enumerate().map(|(at, (key, _))| (key.as_str(), at)).collect();
    for (key, winner) in &top.entries {
        match index.get(key.as_str()) {
            Some(at) => {
                entries[*at].1 =
                    Rc::new(over(Winner::clone(winner), Winner::clone(&base.entries[*at].1), budget))
            }
            None => entries.push((key.clone(), Rc::clone(winner))),
        }
    }
    Object { resets: base.resets, ..Object::new(entries) }
}

/// One definition over another.
pub(super) fn over(top: Winner, base: Winner, budget: &mut usize) -> Winner {
    let Winner { mut value, beaten: later, key_span } = top;
    let mut beaten = base.beaten;
    let kind = value.kind.clone();
    match (&kind, &base.value.kind) {
        (What::Map(top), What::Map(below)) if !top.resets => {
            value.kind = What::Map(Rc::new(merge(top, below, budget)));
        }
        (What::Map(top), _) if !top.resets => {
            *budget = budget.saturating_sub(top.entries.len());
            value.kind = What::Map(Rc::new(Object { resets: true, ..Object::new(top.entries.clone()) }));
            beaten.push((base.key_span, base.value));
        }
        _ => beaten.push((base.key_span, base.value)),
    }
    beaten.extend(later);
    Winner { key_span, value, beaten }
}

/// Joins two neighbours in a concatenation as Typesafe does.
pub(super) fn join(left: Resolved, right: Resolved, budget: &mut usize) -> Resolved {
    let span = left.span.to(right.span);
    if *budget == 0 {
        // A bomb: what is joined from here on is dropped, and the whole is not known.
        return left;
    }
    let mut parts = left.parts.clone();
    for part in &right.parts {
        // Doubling texts would double this too; nobody reads more places than these.
        if parts.len() < 32 && !parts.contains(part) {
            parts.push(*part);
        }
    }
    let (left_list, right_list) = (numbered(&left.kind, &right.kind), numbered(&right.kind, &left.kind));
    let kind = match (left_list.as_ref().unwrap_or(&left.kind), right_list.as_ref().unwrap_or(&right.kind)) {
        (What::Failed(error), _) | (_, What::Failed(error)) => What::Failed(Rc::clone(error)),
        (What::Unknown(reason), _) | (_, What::Unknown(reason)) => What::Unknown(reason.clone()),
        (What::Map(_), What::Map(top)) if top.resets => right.kind.clone(),
        (What::Map(base), What::Map(top)) => What::Map(Rc::new(merge(top, base, budget))),
        (What::List(first), What::List(second)) => {
            *budget = budget.saturating_sub(first.items.len() + second.items.len());
            let items = first.items.iter().chain(&second.items).cloned().collect();
            What::List(Rc::new(List::new(items)))
        }
        // A text without quotes after a list or an object is taken for blanks.
        (kept @ (What::List(..) | What::Map(_)), What::Scalar { scalar: Scalar::Str, quoted: false, .. }) => {
            kept.clone()
        }
        (What::Scalar { text: first, .. }, What::Scalar { text: second, .. }) => {
            *budget = budget.saturating_sub((first.len() + second.len()) / 16);
            What::Scalar { scalar: Scalar::Str, text: format!("{first}{second}").into(), quoted: true }
        }
        _ => What::Failed(Rc::new(
            SyntaxError::new(span, "a list or an object is joined with a text or a number here")
                .fix("put a comma or a line break between the two, or remove one of them")
                // Typesafe names the place where the left value is written.
                .noticed(left.parts.first().copied().unwrap_or(left.span)),
        )),
    };
    Resolved { kind, span, parts }
}

/// An object beside a list is a list, if its keys are numbers.
fn numbered(kind: &What, neighbour: &What) -> Option<What> {
    let (What::Map(map), What::List(..)) = (kind, neighbour) else { return None };
    let items: BTreeMap<u32, &Rc<Winner>> = map
        .entries
        .iter()
        .filter_map(|(key, winner)| Some((key.parse::<i32>().ok()?.try_into().ok()?, winner)))
        .collect();
    if items.is_empty() {
        return None;
    }
    let items = items.into_values().map(|winner| winner.value.clone()).collect();
    Some(What::List(Rc::new(List::new(items))))
}

impl What {
    /// Whether it is a text or a number.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, What::Scalar { .. })
    }
}
