//! From resolved, shared values to the value tree that everything else reads.

use super::build::Slot;
use super::parser::Scalar;
use super::resolve::Resolver;
use super::resolved::{Object, Resolved, What, Winner};
use super::{Options, TOO_MUCH};
use crate::syntax::SyntaxError;
use crate::value::{Beaten, Entry, Map, Node, Reason, Value};

/// The resolved document.
pub(super) struct Finished {
    pub root: Map,
    pub errors: Vec<SyntaxError>,
    /// Whether something was too much to follow.
    pub exhausted: bool,
}

/// Resolves a document. Must run on a big stack.
pub(super) fn finish(slots: &[Slot], options: &Options) -> Finished {
    let mut resolver = Resolver::new(slots, options);
    let root = resolver.root();
    // Values that many substitutions share are copied here.
    let budget = 500_000 + 4 * slots.len();
    let mut copier = Copier { errors: Vec::new(), exhausted: resolver.exhausted, budget };
    let mut map = match root.as_ref().map(|winner| &winner.value.kind) {
        Some(What::Map(object)) => copier.map(object, true),
        _ => Map::default(),
    };
    map.seal_secrets();
    Finished { root: map, errors: copier.errors, exhausted: copier.exhausted }
}

struct Copier {
    errors: Vec<SyntaxError>,
    exhausted: bool,
    budget: usize,
}

impl Copier {
    fn map(&mut self, object: &Object, used: bool) -> Map {
        object.entries.iter().map(|(key, winner)| self.entry(key, winner, used)).collect()
    }

    fn entry(&mut self, key: &str, winner: &Winner, used: bool) -> Entry {
        let beaten = winner
            .beaten
            .iter()
            // What cannot be looked up and is not used is no news.
            .filter(|(_, value)| !matches!(value.kind, What::Failed(_)))
            .map(|(key_span, value)| Beaten { key_span: *key_span, node: self.node(value, false) })
            .collect();
        let node = self.node(&winner.value, used);
        Entry { key: key.to_owned(), key_span: winner.key_span, node, beaten }
    }

    fn node(&mut self, value: &Resolved, used: bool) -> Node {
        if self.budget == 0 {
            self.exhausted = true;
            return Node::unknown(TOO_MUCH, value.span);
        }
        self.budget -= 1;
        let kind = match &value.kind {
            What::Scalar { scalar, text, .. } => match scalar {
                Scalar::Null => Value::Null,
                Scalar::Bool(yes) => Value::Bool(*yes),
                Scalar::Int(number) => Value::Int(*number),
                Scalar::Float(number) => Value::Float(*number),
                Scalar::Str => {
                    self.budget = self.budget.saturating_sub(text.len() / 64);
                    Value::Str(text.to_string())
                }
            },
            What::List(list) => Value::List(list.items.iter().map(|item| self.node(item, used)).collect()),
            What::Map(object) => Value::Map(self.map(object, used)),
            What::Unknown(reason) => Value::Unknown(reason.clone()),
            What::Failed(error) => {
                if used && self.errors.len() < 20 && !self.errors.contains(error) {
                    self.errors.push(SyntaxError::clone(error));
                }
                Value::Unknown(Reason::new("it cannot be resolved"))
            }
        };
        Node { value: kind, span: value.span, parts: value.parts.clone() }
    }
}
