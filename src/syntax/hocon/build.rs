//! Merges definitions in place, file after file, into one tree of slots.
//!
//! A slot is one path of the document. It holds its definitions as layers, oldest first; objects
//! that directly follow each other are one layer, unless Typesafe has to wait with merging them.

use std::collections::BTreeMap;

use super::include::Includer;
use super::parser::{Expr, Item, Scalar, Written};
use crate::syntax::{SyntaxError, guard};
use crate::text::Span;
use crate::value::Reason;

pub(super) type SlotId = usize;

/// Layers of a slot that may wait to be merged. Each look-up goes through all of them: what is beyond is merged at once.
const MAX_WAITING: usize = 32;

/// The definitions of one path.
#[derive(Debug, Default)]
pub(super) struct Slot {
    pub layers: Vec<Layer>,
}

/// One definition, or several objects that are merged.
#[derive(Debug)]
pub(super) struct Layer {
    pub key_span: Span,
    pub span: Span,
    /// Whether an object has braces of its own, and is not only implied by a dotted key.
    pub braces: bool,
    /// Whether a substitution stands in it.
    pub open: bool,
    /// The braces or the file that it is written in: these become one value before they are merged.
    pub within: usize,
    pub kind: Kind,
}

/// What a layer holds.
#[derive(Debug)]
pub(super) enum Kind {
    Object(Children),
    Value(Val),
}

/// Keys in the order they were first written.
#[derive(Debug, Default)]
pub(super) struct Children {
    pub order: Vec<(String, SlotId)>,
    index: BTreeMap<String, SlotId>,
}

impl Children {
    pub fn get(&self, key: &str) -> Option<SlotId> {
        self.index.get(key).copied()
    }
}

/// A value whose substitutions are not looked up yet.
#[derive(Debug)]
pub(super) enum Val {
    Scalar {
        scalar: Scalar,
        text: String,
        quoted: bool,
    },
    List(Vec<(Val, Span)>),
    /// An object that no path leads to: in a list, or joined with something.
    Object(SlotId),
    Concat(Vec<(Val, Span)>),
    Subst(Subst),
    Unknown(Reason),
}

/// `${path}`.
#[derive(Debug)]
pub(super) struct Subst {
    pub path: Vec<String>,
    pub optional: bool,
    /// How many parts in front stand for the place of an include.
    pub prefix: usize,
}

impl Val {
    /// Whether nothing in it needs looking up, so that what it replaces does not matter at all.
    pub fn is_literal(&self) -> bool {
        match self {
            Val::Scalar { .. } | Val::Unknown(_) => true,
            Val::List(items) => items.iter().all(|(item, _)| item.is_literal()),
            _ => false,
        }
    }
}

/// The tree while it is built. Slot 0 is the root.
pub(super) struct Builder<'i, 'l, 't> {
    pub slots: Vec<Slot>,
    pub includer: &'i mut Includer<'l, 't>,
    depth: usize,
    /// The slots of the objects that are being read.
    objects: Vec<SlotId>,
    /// Which braces or file is being read.
    within: usize,
    /// How many braces and files were entered.
    entered: usize,
    /// How many lists and values of `+=` are open.
    lists: usize,
}

/// Where a definition stands.
#[derive(Clone)]
struct Place {
    /// Path from the root.
    path: Vec<String>,
    /// How much of the path comes from includes.
    prefix: usize,
}

impl<'i, 'l, 't> Builder<'i, 'l, 't> {
    /// Builds the document that the root file's items make.
    pub fn build(items: Vec<Item>, root: Span, includer: &'i mut Includer<'l, 't>) -> Vec<Slot> {
        let mut builder = Builder {
            slots: vec![Slot::default()],
            includer,
            depth: 0,
            objects: Vec::new(),
            within: 0,
            entered: 0,
            lists: 0,
        };
        builder.object_layer(0, root, root, true);
        builder.object(0, items, &mut Place { path: Vec::new(), prefix: 0 });
        builder.slots
    }

    fn slot(&mut self) -> SlotId {
        self.slots.push(Slot::default());
        self.slots.len() - 1
    }

    /// Makes sure that the newest layer of a slot is an object.
    fn object_layer(&mut self, slot: SlotId, key_span: Span, span: Span, braces: bool) {
        let (merges, within) = (!self.waits(slot), self.within);
        match self.slots[slot].layers.last_mut() {
            Some(layer) if merges && matches!(layer.kind, Kind::Object(_)) => {
                if braces || !layer.braces {
                    (layer.key_span, layer.span, layer.braces) = (key_span, span, braces);
                }
            }
            _ => {
                let kind = Kind::Object(Children::default());
                self.slots[slot].layers.push(Layer { key_span, span, braces, open: false, within, kind });
            }
        }
    }

    /// Whether the newest object stays apart from what is merged with it next: its own merge with what is below
    /// has to wait for a look-up.
    fn waits(&self, slot: SlotId) -> bool {
        let layers = &self.slots[slot].layers;
        let [.., below, top] = &layers[..] else { return false };
        if layers.len() > MAX_WAITING {
            return false;
        }
        top.open || !matches!(&below.kind, Kind::Value(value) if value.is_literal())
    }

    /// Notes a substitution in all objects around it.
    fn note_substitution(&mut self) {
        for slot in self.objects.iter().rev() {
            match self.slots[*slot].layers.last_mut() {
                Some(layer) if !layer.open => layer.open = true,
                _ => break,
            }
        }
    }

    /// The slot of a key in the newest layer of a slot, which is an object.
    fn child(&mut self, slot: SlotId, key: &str) -> SlotId {
        let next = self.slots.len();
        let Some(Layer { kind: Kind::Object(children), .. }) = self.slots[slot].layers.last_mut() else {
            return slot;
        };
        if let Some(child) = children.get(key) {
            return child;
        }
        children.order.push((key.to_owned(), next));
        children.index.insert(key.to_owned(), next);
        self.slot()
    }

    fn object(&mut self, slot: SlotId, items: Vec<Item>, place: &mut Place) {
        // Each file is bounded; includes in includes add up.
        if self.depth > guard::MAX_DEPTH {
            return self.includer.lose("it is nested too deep to follow");
        }
        self.depth += 1;
        self.objects.push(slot);
        self.entered += 1;
        let outside = std::mem::replace(&mut self.within, self.entered);
        for item in items {
            match item {
                Item::Field { path, append, value } => self.field(slot, path, append, value, place),
                Item::Include(include) => {
                    for (file, format) in self.includer.read(&include) {
                        let items = self.includer.enter(file, format);
                        if self.lists > 0 && items.iter().any(has_substitution) {
                            let cause =
                                "a file with a substitution in it cannot be included inside of a list";
                            let error = SyntaxError::new(include.span, cause);
                            self.includer.errors.push(error.fix("move the include out of the list"));
                        }
                        let prefix = std::mem::replace(&mut place.prefix, place.path.len());
                        self.object(slot, items, place);
                        place.prefix = prefix;
                        self.includer.leave();
                    }
                }
            }
        }
        self.within = outside;
        self.objects.pop();
        self.depth -= 1;
    }

    fn field(
        &mut self,
        mut slot: SlotId,
        path: Vec<(String, Span)>,
        append: bool,
        value: Written,
        place: &mut Place,
    ) {
        let depth = place.path.len();
        let objects = self.objects.len();
        let last = path.len() - 1;
        let mut key_span = value.span;
        for (at, (key, span)) in path.into_iter().enumerate() {
            slot = self.child(slot, &key);
            place.path.push(key);
            key_span = span;
            if at < last {
                self.object_layer(slot, span, span.to(value.span), false);
                self.objects.push(slot);
            }
        }
        if append {
            self.note_substitution();
            let subst = Subst { path: place.path.clone(), optional: true, prefix: place.prefix };
            let span = value.span;
            self.lists += 1;
            let item = self.value(value, place);
            self.lists -= 1;
            let list = Val::List(vec![(item, span)]);
            let kind = Kind::Value(Val::Concat(vec![(Val::Subst(subst), span), (list, span)]));
            self.slots[slot].layers.push(Layer {
                key_span,
                span,
                braces: false,
                open: false,
                within: self.within,
                kind,
            });
        } else {
            self.define(slot, key_span, value, place);
        }
        place.path.truncate(depth);
        self.objects.truncate(objects);
    }

    fn define(&mut self, slot: SlotId, key_span: Span, value: Written, place: &mut Place) {
        let span = value.span;
        match value.expr {
            Expr::Object(items) => {
                self.object_layer(slot, key_span, span, true);
                self.object(slot, items, place);
            }
            // Objects joined with each other are the same as one after the other.
            Expr::Concat(pieces) if pieces.iter().all(|piece| matches!(piece.expr, Expr::Object(_))) => {
                for piece in pieces {
                    self.define(slot, key_span, piece, place);
                }
            }
            expr => {
                let kind = Kind::Value(self.value(Written { expr, span }, place));
                self.slots[slot].layers.push(Layer {
                    key_span,
                    span,
                    braces: false,
                    open: false,
                    within: self.within,
                    kind,
                });
            }
        }
    }

    fn value(&mut self, value: Written, place: &mut Place) -> Val {
        match value.expr {
            Expr::Scalar { scalar, text, quoted } => Val::Scalar { scalar, text, quoted },
            Expr::List(items) => {
                self.lists += 1;
                let values = self.values(items, place);
                self.lists -= 1;
                Val::List(values)
            }
            Expr::Concat(pieces) => Val::Concat(self.pieces(pieces, place)),
            Expr::Object(items) => {
                let slot = self.slot();
                self.object_layer(slot, value.span, value.span, true);
                self.object(slot, items, place);
                Val::Object(slot)
            }
            Expr::Subst { path, optional } => {
                self.note_substitution();
                // In an included file a path may mean the place of the include or the root.
                let mut full = place.path[..place.prefix].to_vec();
                full.extend(path);
                Val::Subst(Subst { path: full, optional, prefix: place.prefix })
            }
            Expr::Broken => Val::Unknown(Reason::new("there is a syntax error in it")),
        }
    }

    /// As [`Builder::values`], but objects side by side are one, in which later keys meet earlier ones.
    fn pieces(&mut self, pieces: Vec<Written>, place: &mut Place) -> Vec<(Val, Span)> {
        let mut values: Vec<(Val, Span)> = Vec::new();
        for piece in pieces {
            // Behind a list each object is joined on its own.
            let alone = !matches!(&values[..], [.., (Val::List(_), _), _]);
            match (values.last_mut(), piece.expr) {
                (Some((Val::Object(slot), span)), Expr::Object(items)) if alone => {
                    *span = span.to(piece.span);
                    let (slot, span) = (*slot, *span);
                    self.object_layer(slot, span, span, true);
                    self.object(slot, items, place);
                }
                (_, expr) => {
                    let span = piece.span;
                    let value = self.value(Written { expr, span }, place);
                    values.push((value, span));
                }
            }
        }
        for pair in values.windows(2) {
            if let [(Val::List(_), left), (Val::Object(slot), right)]
            | [(Val::Object(slot), left), (Val::List(_), right)] = pair
                && !self.keep_numbers(*slot)
            {
                let cause = "a list is joined with an object here";
                let fix = "put a comma or a line break between the two, or remove one of them";
                self.includer.errors.push(SyntaxError::new(left.to(*right), cause).fix(fix).noticed(*left));
            }
        }
        values
    }

    /// Makes an object beside a list what Typesafe takes it for: the values of its keys that are numbers.
    /// Without such keys it is no list.
    fn keep_numbers(&mut self, slot: SlotId) -> bool {
        let mut found = false;
        for layer in &mut self.slots[slot].layers {
            if let Kind::Object(children) = &mut layer.kind {
                children.order.retain(|(key, _)| key.parse::<i32>().is_ok_and(|number| number >= 0));
                found |= !children.order.is_empty();
            }
        }
        found
    }

    fn values(&mut self, items: Vec<Written>, place: &mut Place) -> Vec<(Val, Span)> {
        items
            .into_iter()
            .map(|item| {
                let span = item.span;
                (self.value(item, place), span)
            })
            .collect()
    }
}

/// Whether anything in a definition is looked up. Its depth is that of the parser.
fn has_substitution(item: &Item) -> bool {
    fn in_value(value: &Written) -> bool {
        match &value.expr {
            Expr::Subst { .. } => true,
            Expr::List(values) | Expr::Concat(values) => values.iter().any(in_value),
            Expr::Object(items) => items.iter().any(has_substitution),
            Expr::Scalar { .. } | Expr::Broken => false,
        }
    }
    match item {
        Item::Field { value, append, .. } => *append || in_value(value),
        Item::Include(_) => false,
    }
}
