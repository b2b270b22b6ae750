//! Looks up substitutions, on demand, in the merged tree.
//!
//! While a layer of a slot is evaluated the slot is "active": who looks it up meanwhile sees only
//! the layers below. That is the look back of `x = ${x} [1]`; where nothing is below, it is a cycle.

use std::rc::Rc;

use super::build::{Kind, Layer, Slot, SlotId, Subst, Val};
use super::outside::own_default;
use super::resolved::{List, Object, Resolved, What, Winner, join, merge, over};
use super::{Options, TOO_MUCH};
use crate::syntax::{SyntaxError, guard};
use crate::text::Span;
use crate::value::Reason;

/// Steps that may be nested; each one is some frames of stack.
const MAX_NESTED: usize = 1_000;
/// Steps of work beyond what a document of this size needs, before it is taken for a bomb.
const BUDGET: usize = 1_000_000;
/// Longest text that joining may make.
const MAX_TEXT: usize = 1 << 20;

/// What looking up a path gives.
pub(super) enum Look {
    Found(Resolved),
    Missing,
    /// It is defined, by optional substitutions that give nothing: no other place is tried.
    Vanished,
    /// Only the one who asks is there.
    Cycle,
}

/// A layer that is being evaluated.
struct Active {
    limit: usize,
    depth: usize,
    /// What the layers below give, if it is known already.
    below: Option<Option<Rc<Winner>>>,
    looked_back: bool,
}

#[derive(Default)]
struct State {
    memo: Option<Option<Rc<Winner>>>,
    active: Vec<Active>,
    /// Depth at which the slot's object is being resolved.
    resolving: Option<usize>,
}

pub(super) struct Resolver<'s> {
    slots: &'s [Slot],
    states: Vec<State>,
    pub(super) options: &'s Options,
    depth: usize,
    /// Shallowest step whose half-done state was looked at: what depends on it cannot be kept.
    touched: usize,
    budget: usize,
    /// Whether something was given up.
    pub exhausted: bool,
}

impl<'s> Resolver<'s> {
    pub fn new(slots: &'s [Slot], options: &'s Options) -> Self {
        let mut states = Vec::new();
        states.resize_with(slots.len(), State::default);
        let budget = BUDGET + 4 * slots.len();
        Resolver { slots, states, options, depth: 0, touched: usize::MAX, budget, exhausted: false }
    }

    /// Resolves the whole document.
    pub fn root(&mut self) -> Option<Rc<Winner>> {
        self.slot(0).ok().flatten()
    }

    fn too_much(&mut self, span: Span) -> Resolved {
        self.exhausted = true;
        Resolved::new(What::Unknown(Reason::new(TOO_MUCH)), span)
    }

    fn enter(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.depth += 1;
        self.depth <= MAX_NESTED && self.budget > 0
    }

    /// The value of a slot; `Err` when it is asked for while it is being made.
    fn slot(&mut self, id: SlotId) -> Result<Option<Rc<Winner>>, ()> {
        if let Some(active) = self.states[id].active.last_mut() {
            active.looked_back = true;
            self.touched = self.touched.min(active.depth);
            let (limit, below) = (active.limit, active.below.clone());
            let below = match below {
                Some(below) => below,
                None => self.layers(id, limit)?,
            };
            // Typesafe takes what is being looked up out of its stack; a value that stands alone has none.
            return if below.is_some() || self.slots[id].layers.len() > 1 { Ok(below) } else { Err(()) };
        }
        if let Some(memo) = &self.states[id].memo {
            return Ok(memo.clone());
        }
        if let Some(depth) = self.states[id].resolving {
            self.touched = self.touched.min(depth);
            return Err(());
        }
        let before = std::mem::replace(&mut self.touched, usize::MAX);
        let depth = self.depth + 1;
        let result = self.layers(id, self.slots[id].layers.len());
        if self.touched >= depth {
            self.touched = usize::MAX;
            if let Ok(winner) = &result {
                self.states[id].memo = Some(winner.clone());
            }
        }
        self.touched = self.touched.min(before);
        result
    }

    /// What the layers of a slot below `limit` give together.
    fn layers(&mut self, id: SlotId, limit: usize) -> Result<Option<Rc<Winner>>, ()> {
        let slots = self.slots;
        let layers = &slots[id].layers[..limit];
        let mut winner: Option<Winner> = None;
        if !self.enter() {
            self.depth -= 1;
            return Ok(layers.last().map(|layer| {
                let value = self.too_much(layer.span);
                Rc::new(Winner { key_span: layer.key_span, value, beaten: Vec::new() })
            }));
        }
        let literal = |kind: &Kind| matches!(kind, Kind::Value(value) if self.is_literal_value(value) && !matches!(value, Val::Object(_)));
        let needed = (0..layers.len())
            .rev()
            .find(|at| literal(&layers[*at].kind) || self.hides_list(layers, *at))
            .unwrap_or(0);
        for (at, layer) in layers.iter().enumerate() {
            let (value, looked_back) = match &layer.kind {
                Kind::Object(_) => {
                    let before = self.states[id].resolving.replace(self.depth);
                    let object = self.object(id, at);
                    self.states[id].resolving = before;
                    match object {
                        Ok(object) => (Some(Resolved::new(What::Map(Rc::new(object)), layer.span)), false),
                        Err(()) => {
                            self.depth -= 1;
                            return Err(());
                        }
                    }
                }
                Kind::Value(value) if value.is_literal() => (self.value(value, layer.span), false),
                // A list does not look back, unless it is joined with something.
                Kind::Value(value @ Val::List(_)) => {
                    let before = self.states[id].resolving.replace(self.depth);
                    let value = self.value(value, layer.span);
                    self.states[id].resolving = before;
                    (value, false)
                }
                Kind::Value(value) => {
                    // Without the history: copying it for each layer would be quadratic.
                    let below = winner.as_ref().map(|Winner { key_span, value, .. }| {
                        let (key_span, value) = (*key_span, value.clone());
                        Rc::new(Winner { key_span, value, beaten: Vec::new() })
                    });
                    let below = Some(below);
                    let depth = self.depth;
                    self.states[id].active.push(Active { limit: at, depth, below, looked_back: false });
                    let value = self.value(value, layer.span);
                    let looked_back = self.states[id].active.pop().is_some_and(|active| active.looked_back);
                    (value, looked_back)
                }
            };
            let Some(value) = value else { continue };
            let failed_below = winner.as_ref().filter(|below| {
                // What a literal replaces is never looked up; all other layers must be right.
                at > needed && below.value.failure().is_some() && !self.hides_list(layers, at)
            });
            // Typesafe looks from the top down, and stops at the first that fails.
            if failed_below.is_some() && value.failure().is_none() {
                continue;
            }
            let top = Winner { key_span: layer.key_span, value, beaten: Vec::new() };
            winner = Some(match winner {
                Some(below) if looked_back && !matches!(top.value.kind, What::Map(_)) => {
                    Winner { beaten: below.beaten, ..top }
                }
                Some(below) => over(top, below, &mut self.budget),
                None => top,
            });
        }
        self.depth -= 1;
        Ok(winner.map(|mut winner| {
            if winner.value.height() > guard::MAX_DEPTH {
                winner.value = self.too_much(winner.value.span);
            }
            Rc::new(winner)
        }))
    }

    /// Whether a layer is an object that needs no looking up over nothing but a list, which it replaces unseen.
    fn hides_list(&self, layers: &[Layer], at: usize) -> bool {
        let [below @ .., list, top] = &layers[..=at] else { return false };
        let alone = match below.last() {
            // What was read in braces that were opened later is inside of these.
            Some(below) => top.within == list.within && below.within < list.within,
            None => true,
        };
        alone && matches!(list.kind, Kind::Value(Val::List(_))) && self.is_literal(top)
    }

    fn is_literal(&self, layer: &Layer) -> bool {
        match &layer.kind {
            Kind::Value(value) => self.is_literal_value(value),
            Kind::Object(children) => {
                let mut slots = children.order.iter().map(|(_, child)| &self.slots[*child]);
                slots.all(|slot| slot.layers.iter().all(|layer| self.is_literal(layer)))
            }
        }
    }

    /// Whether nothing in it needs looking up, so that what it replaces does not matter at all.
    fn is_literal_value(&self, value: &Val) -> bool {
        match value {
            Val::Scalar { .. } | Val::Unknown(_) => true,
            Val::List(items) => items.iter().all(|(item, _)| self.is_literal_value(item)),
            Val::Object(slot) => self.slots[*slot].layers.iter().all(|layer| self.is_literal(layer)),
            Val::Concat(_) | Val::Subst(_) => false,
        }
    }

    fn object(&mut self, id: SlotId, layer: usize) -> Result<Object, ()> {
        let slots = self.slots;
        let Kind::Object(children) = &slots[id].layers[layer].kind else { return Ok(Object::default()) };
        let mut entries = Vec::with_capacity(children.order.len());
        for (key, child) in &children.order {
            if let Some(winner) = self.slot(*child)? {
                entries.push((key.clone(), winner));
            }
        }
        Ok(Object::new(entries))
    }

    /// Whether a slot is looked up from its lowest layer, below which there is nothing.
    fn is_below_all(&self, id: SlotId) -> bool {
        self.states[id].active.last().is_some_and(|active| active.limit == 0)
    }

    /// While an object that replaces a plain value is resolved, Typesafe finds in it only what needs no merging.
    fn is_unfinished(&self, id: SlotId, at: usize, child: SlotId) -> bool {
        let literal = |layer: &Layer| matches!(&layer.kind, Kind::Value(value) if value.is_literal());
        let slots = self.slots;
        let replaces = at.checked_sub(1).is_some_and(|below| literal(&slots[id].layers[below]));
        let resolving = self.states[id].resolving.is_some() && self.states[id].memo.is_none();
        replaces && resolving && !slots[child].layers.iter().any(literal)
    }

    /// Walks a path from a slot.
    fn walk(&mut self, id: SlotId, path: &[String]) -> Look {
        let Some((key, rest)) = path.split_first() else {
            return match self.slot(id) {
                Ok(Some(winner)) => Look::Found(winner.value.clone()),
                Ok(None) if self.is_below_all(id) => Look::Missing,
                Ok(None) => Look::Vanished,
                Err(()) => Look::Cycle,
            };
        };
        let slots = self.slots;
        let layers = &slots[id].layers;
        if !self.enter() {
            self.depth -= 1;
            return match layers.last() {
                Some(layer) => Look::Found(self.too_much(layer.span)),
                None => Look::Missing,
            };
        }
        let mut limit = layers.len();
        let mut cycle = false;
        if let Some(active) = self.states[id].active.last_mut() {
            active.looked_back = true;
            limit = active.limit;
            cycle = layers.len() == 1;
            self.touched = self.touched.min(active.depth);
        }
        let mut found: Option<Resolved> = None;
        for (at, layer) in layers[..limit].iter().enumerate().rev() {
            let look = match &layer.kind {
                Kind::Object(children) => match children.get(key) {
                    Some(child) if self.is_unfinished(id, at, child) => Look::Missing,
                    Some(child) => self.walk(child, rest),
                    None => Look::Missing,
                },
                Kind::Value(value) if value.is_literal() => match value {
                    Val::Unknown(reason) => {
                        let unknown = Resolved::new(What::Unknown(reason.clone()), layer.span);
                        found.get_or_insert(unknown);
                        break;
                    }
                    _ => break,
                },
                Kind::Value(value) => {
                    let depth = self.depth;
                    let active = Active { limit: at, depth, below: None, looked_back: false };
                    self.states[id].active.push(active);
                    let look = match value {
                        Val::Subst(subst) => self.look_up(subst, path, layer.span),
                        value => {
                            self.value(value, layer.span).map_or(Look::Missing, |value| inside(value, path))
                        }
                    };
                    // A value of another kind hides all that is below it.
                    let hides = matches!(look, Look::Missing)
                        && match self.value(value, layer.span) {
                            Some(value) => value.kind.is_text() || matches!(value.kind, What::List(_)),
                            None => false,
                        };
                    self.states[id].active.pop();
                    if hides {
                        break;
                    }
                    look
                }
            };
            match look {
                Look::Missing | Look::Vanished => continue,
                Look::Cycle => cycle = true,
                Look::Found(base) => match found.take() {
                    None => {
                        let done = !matches!(base.kind, What::Map(_));
                        found = Some(base);
                        if done {
                            break;
                        }
                    }
                    Some(top) => match (&top.kind, &base.kind) {
                        (What::Map(over), What::Map(under)) => {
                            let object = merge(over, under, &mut self.budget);
                            found = Some(Resolved { kind: What::Map(Rc::new(object)), ..top });
                        }
                        _ => {
                            found = Some(top);
                            break;
                        }
                    },
                },
            }
        }
        self.depth -= 1;
        match found {
            Some(value) => Look::Found(value),
            None if cycle => Look::Cycle,
            None => Look::Missing,
        }
    }

    /// Looks up a substitution, and `inner` in what it gives.
    fn look_up(&mut self, subst: &Subst, inner: &[String], span: Span) -> Look {
        let full = |from: usize| -> Vec<String> { subst.path[from..].iter().chain(inner).cloned().collect() };
        let mut look = self.walk(0, &full(0));
        if subst.prefix > 0 && matches!(look, Look::Missing) {
            look = self.walk(0, &full(subst.prefix));
        }
        if let (Look::Missing, Some(default)) =
            (&look, self.options.defaults.default_of(&full(subst.prefix).join(".")))
        {
            return Look::Found(Resolved::new(own_default(default), span));
        }
        match (&look, &subst.path[subst.prefix..]) {
            (Look::Missing, [name]) if inner.is_empty() => self.environment(name, subst.optional, span),
            _ => look,
        }
    }

    /// A value; `None` when it vanishes.
    fn value(&mut self, value: &Val, span: Span) -> Option<Resolved> {
        let kind = match value {
            Val::Scalar { scalar, text, quoted } => {
                What::Scalar { scalar: scalar.clone(), text: text.as_str().into(), quoted: *quoted }
            }
            Val::Unknown(reason) => What::Unknown(reason.clone()),
            Val::List(items) => {
                let items: Vec<Resolved> =
                    items.iter().filter_map(|(item, span)| self.value(item, *span)).collect();
                What::List(Rc::new(List::new(items)))
            }
            Val::Object(slot) => match self.slot(*slot) {
                Ok(winner) => return winner.map(|winner| Resolved { span, ..winner.value.clone() }),
                Err(()) => self.cycle(span),
            },
            Val::Concat(pieces) => return self.joined(pieces, span),
            Val::Subst(subst) => return self.substituted(subst, span),
        };
        let value = Resolved::new(kind, span);
        Some(if value.height() > guard::MAX_DEPTH { self.too_much(span) } else { value })
    }

    fn cycle(&self, span: Span) -> What {
        What::Failed(Rc::new(
            SyntaxError::new(span, "this substitution leads back to itself")
                .fix("write the value in one of the places of the circle"),
        ))
    }

    fn substituted(&mut self, subst: &Subst, span: Span) -> Option<Resolved> {
        let kind = match self.look_up(subst, &[], span) {
            Look::Found(value) => {
                let parts = if value.span == span { value.parts.clone() } else { value.sources() };
                return Some(Resolved { kind: value.kind, span, parts });
            }
            Look::Missing | Look::Vanished | Look::Cycle if subst.optional => return None,
            Look::Cycle => self.cycle(span),
            Look::Missing | Look::Vanished => {
                let name = subst.path[subst.prefix..].join(".");
                What::Failed(Rc::new(
                    SyntaxError::new(
                        span,
                        format!("{name} is defined neither in this file nor as an environment variable"),
                    )
                    .fix(format!("define it, or write ${{?{name}}} if it may be missing")),
                ))
            }
        };
        Some(Resolved::new(kind, span))
    }

    /// Joins first what stands side by side without a substitution, then the rest, as Typesafe does.
    fn joined(&mut self, pieces: &[(Val, Span)], span: Span) -> Option<Resolved> {
        let mut values: Vec<(Resolved, bool)> = Vec::new();
        let mut followed = false;
        for (piece, piece_span) in pieces {
            let is_subst = matches!(piece, Val::Subst(_));
            followed |= is_subst;
            match self.value(piece, *piece_span) {
                Some(value) if value.failure().is_some() => {
                    return value.failure().cloned().map(|error| Resolved::new(What::Failed(error), span));
                }
                Some(mut value) => {
                    if value.parts.is_empty() && value.kind.is_text() && !piece_span.is_empty() {
                        value.parts = vec![*piece_span];
                    }
                    match values.pop() {
                        Some((last, false)) if !is_subst => {
                            values.push((join(last, value, &mut self.budget), false));
                        }
                        last => {
                            values.extend(last);
                            values.push((value, is_subst));
                        }
                    }
                }
                // It still parts its neighbours.
                None => {
                    if let Some((_, parted)) = values.last_mut() {
                        *parted = true;
                    }
                }
            }
        }
        let budget = &mut self.budget;
        let joined =
            values.into_iter().map(|(value, _)| value).reduce(|left, right| join(left, right, budget))?;
        if matches!(&joined.kind, What::Scalar { text, .. } if text.len() > MAX_TEXT) || self.budget == 0 {
            return Some(self.too_much(span));
        }
        let parts = if followed { joined.parts } else { Vec::new() };
        Some(Resolved { kind: joined.kind, span, parts })
    }
}

/// The value at a path inside of a value.
fn inside(value: Resolved, path: &[String]) -> Look {
    let mut value = value;
    for key in path {
        let next = match &value.kind {
            What::Map(map) => map.get(key).map(|winner| winner.value.clone()),
            What::Unknown(_) | What::Failed(_) => return Look::Found(value),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return Look::Missing,
        }
    }
    Look::Found(value)
}
