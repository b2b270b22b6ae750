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
    List(Rc<Vec<Resolved>>, usize),
    Map(Rc<Object>),
    Unknown(Reason),
    /// What the program refuses, if the value is used at all.
    Failed(Rc<SyntaxError>),
}

/// A resolved object.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub entries: Vec<(String, Rc<Winner>)>,
    pub height: usize,
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

    /// How deep it is nested.
    pub fn height(&self) -> usize {
        match &self.kind {
            What::List(_, height) => *height,
            What::Map(map) => map.height,
            _ => 0,
        }
    }

    /// Where the text of the value stands.
    pub fn sources(&self) -> Vec<Span> {
        if self.parts.is_empty() { vec![self.span] } else { self.parts.clone() }
    }
}

impl Object {
    pub fn new(entries: Vec<(String, Rc<Winner>)>) -> Self {
        let height = entries.iter().map(|(_, winner)| winner.value.height() + 1).max().unwrap_or(1);
        Object { entries, height }
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
    Object::new(entries)
}

/// One definition over another.
pub(super) fn over(top: Winner, base: Winner, budget: &mut usize) -> Winner {
    let Winner { mut value, beaten: later, key_span } = top;
    let mut beaten = base.beaten;
    let kind = value.kind.clone();
    match (&kind, &base.value.kind) {
        (What::Map(top), What::Map(base)) => value.kind = What::Map(Rc::new(merge(top, base, budget))),
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
        (What::Map(base), What::Map(top)) => What::Map(Rc::new(merge(top, base, budget))),
        (What::List(first, height), What::List(second, other)) => {
            *budget = budget.saturating_sub(first.len() + second.len());
            let items = first.iter().chain(second.iter()).cloned().collect();
            What::List(Rc::new(items), *height.max(other))
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
                .fix("put a comma or a line break between the two, or remove one of them"),
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
    Some(What::List(Rc::new(items), map.height))
}
