//! From YAML to a value tree with places. saphyr-parser gives the events; what they mean is decided here, as
//! the library does it that compose is built with.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::places::Places;
use super::{complaint, scalar};
use crate::syntax::{SyntaxError, guard};
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Reason, Value};

/// What repeated aliases may add to a file: values, and bytes of text.
const MAX_COPIED: usize = 100_000;
/// Nobody reads more errors than these.
const MAX_ERRORS: usize = 20;

/// The documents of a file.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub roots: Vec<Node>,
    pub errors: Vec<SyntaxError>,
    /// Why not all of it is known.
    pub incomplete: Option<Reason>,
}

/// Parses a text.
pub(super) fn parse(file: FileId, text: &str) -> Documents {
    let failed = || {
        let error = SyntaxError::new(Span::start_of(file), "this file cannot be read as YAML");
        Documents { errors: vec![error], ..Documents::default() }
    };
    guard::run(|| Builder::new(file, text).run()).unwrap_or_else(failed)
}

/// A value under construction.
enum Frame {
    List { items: Vec<Node>, start: usize, anchor: usize },
    Map { map: Map, merged: Vec<Node>, key: Option<Key>, start: usize, anchor: usize },
}

enum Key {
    Text(String, Span),
    /// `<<`: the value's keys are taken over.
    Merge(Span),
    /// Wrong, and already told.
    Wrong,
}

/// A value that has a name, to be repeated.
struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

struct Builder<'t> {
    file: FileId,
    text: &'t str,
    places: Places<'t>,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Anchored>,
    copied: usize,
    out: Documents,
}

impl<'t> Builder<'t> {
    fn new(file: FileId, text: &'t str) -> Self {
        Builder {
            file,
            text,
            places: Places::new(text),
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            copied: 0,
            out: Documents::default(),
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn error(&mut self, span: Span, cause: impl Into<String>, fix: &str) {
        if self.out.errors.len() < MAX_ERRORS {
            self.out.errors.push(SyntaxError::new(span, cause).fix(fix));
        }
    }

    fn run(mut self) -> Documents {
        let mut parser = Parser::new_from_str(self.places.parsed());
        while let Some(event) = parser.next_event() {
            match event {
                Ok((event, span)) => {
                    if !self.event(event, span) {
                        break;
                    }
                }
                Err(error) => {
                    self.refuse(&error);
                    break;
                }
            }
        }
        self.out
    }

    fn refuse(&mut self, error: &ScanError) {
        let at = self.places.byte(error.marker().index());
        self.out.errors.push(complaint::explain(self.file, self.text, at, error.info()));
    }

    /// Takes one event; `false` ends the reading.
    fn event(&mut self, event: Event<'_>, place: saphyr_parser::Span) -> bool {
        let range = match &event {
            Event::Scalar(text, style, ..) => self.places.scalar(text, *style, place).0,
            _ => self.places.range(place),
        };
        let span = self.span(range);
        match event {
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::Scalar(text, style, anchor, tag) => {
                if self.is_key() && style == ScalarStyle::Plain && text == "<<" && tag.is_none() {
                    return self.key(Key::Merge(span));
                }
                let value = self.scalar(&text, style, tag.as_deref(), span);
                return self.done(Node::new(value, span), anchor, 1, 0);
            }
            Event::SequenceStart(anchor, tag) => {
                self.tag(tag.as_deref(), span);
                let start = span.start as usize;
                return self.open(Frame::List { items: Vec::new(), start, anchor }, span);
            }
            Event::MappingStart(anchor, tag) => {
                self.tag(tag.as_deref(), span);
                let start = span.start as usize;
                let frame = Frame::Map { map: Map::default(), merged: Vec::new(), key: None, start, anchor };
                return self.open(frame, span);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {}
        }
        true
    }

    fn tag(&mut self, tag: Option<&Tag>, _span: Span) {
        if let Some(tag) = tag
            && !tag.is_yaml_core_schema()
        {
            let reason = format!("the file uses the tag !{}, which is not followed", tag.suffix);
            self.out.incomplete.get_or_insert(Reason::new(reason));
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Value {
        match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => Value::Str(text.to_owned()),
            Some(tag) => {
                self.tag(Some(tag), span);
                Value::Unknown(Reason::new("it has a tag that is not followed"))
            }
            None if style != ScalarStyle::Plain => Value::Str(text.to_owned()),
            None => scalar::plain(text).unwrap_or_else(|| {
                Value::Unknown(Reason::new("compose writes a date without quotes in its own way"))
            }),
        }
    }

    fn is_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Map { key: None, .. }))
    }

    fn open(&mut self, frame: Frame, span: Span) -> bool {
        if self.stack.len() >= guard::MAX_DEPTH {
            self.error(span, "this is nested too deep to be read", "take out levels of nesting");
            return false;
        }
        if self.is_key() {
            self.error(span, "a list or an object cannot be a key", "put the key in quotes, if it is a text");
        }
        self.stack.push(frame);
        true
    }

    fn close(&mut self, end: Span) -> bool {
        let file = self.file;
        let span = |start: usize, last: Option<Span>| {
            let end = last.map_or(end.end, |last| last.end.max(end.end.min(last.end + 1))) as usize;
            // What follows the last item may be a line end of several bytes.
            Span::new(file, start, self.places.boundary(end).max(start))
        };
        let (node, anchor) = match self.stack.pop() {
            Some(Frame::List { items, start, anchor }) => {
                let span = span(start, items.last().map(|item| item.span));
                (Node::new(Value::List(items), span), anchor)
            }
            Some(Frame::Map { mut map, merged, start, anchor, .. }) => {
                let last = map.iter().map(|entry| entry.node.span).filter(|span| span.file == file).last();
                take_over(&mut map, &merged);
                (Node::new(Value::Map(map), span(start, last)), anchor)
            }
            None => return true,
        };
        let (size, depth) = if anchor == 0 { (0, 0) } else { measure(&node) };
        self.done(node, anchor, size, depth)
    }

    /// A value is complete: it goes into the list or object around it.
    fn done(&mut self, node: Node, anchor: usize, size: usize, depth: usize) -> bool {
        if anchor != 0 {
            let text = node.as_str().map_or(0, str::len);
            self.copied += size + text;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size: size + text, depth });
            if self.copied > MAX_COPIED {
                return self.too_much(node.span);
            }
        }
        self.put(node)
    }

    fn put(&mut self, node: Node) -> bool {
        match self.stack.last_mut() {
            None => {
                self.out.roots.push(node);
                true
            }
            Some(Frame::List { items, .. }) => {
                items.push(node);
                true
            }
            Some(Frame::Map { key: None, .. }) => {
                let key = self.key_of(&node);
                self.key(key)
            }
            Some(Frame::Map { map, merged, key, .. }) => {
                match key.take() {
                    Some(Key::Text(name, place)) => map.set(name, place, node),
                    Some(Key::Merge(place)) => {
                        let items = node.as_list().map(<[Node]>::to_vec).unwrap_or_else(|| vec![node]);
                        let fits = items.iter().all(|item| matches!(item.value, Value::Map(_)));
                        merged.extend(items);
                        if !fits {
                            let cause = "`<<` takes over the keys of an object, and this is none";
                            self.error(place, cause, "name an object behind `<<`, as in `<<: *name`");
                        }
                    }
                    Some(Key::Wrong) | None => {}
                }
                true
            }
        }
    }

    fn key_of(&mut self, node: &Node) -> Key {
        let text = match &node.value {
            Value::Str(text) => text.clone(),
            Value::List(_) | Value::Map(_) => return Key::Wrong,
            _ => {
                let cause = "this key is not a text";
                self.error(node.span, cause, "put the key in quotes");
                return Key::Wrong;
            }
        };
        let Some(Frame::Map { map, .. }) = self.stack.last() else { return Key::Wrong };
        if map.get(&text).is_some() {
            let cause = format!("the key `{text}` stands twice in this object");
            self.error(node.span, cause, "remove one of the two");
            return Key::Wrong;
        }
        Key::Text(text, node.span)
    }

    fn key(&mut self, new: Key) -> bool {
        if let Some(Frame::Map { key, .. }) = self.stack.last_mut() {
            *key = Some(new);
        }
        true
    }

    fn alias(&mut self, anchor: usize, span: Span) -> bool {
        let Some(anchored) = self.anchors.get(&anchor) else {
            self.error(span, "this alias stands inside of the value that it repeats", "write the value out");
            return self.put(Node::new(Value::Null, span));
        };
        self.copied += anchored.size;
        let deep = self.stack.len() + anchored.depth > guard::MAX_DEPTH;
        if self.copied > MAX_COPIED || deep {
            return self.too_much(span);
        }
        let node = anchored.node.clone();
        self.put(node)
    }

    fn too_much(&mut self, span: Span) -> bool {
        self.error(span, "the aliases of this file repeat too much", "write the values out");
        false
    }
}

/// Keys that are taken over do not replace the object's own, and earlier objects win.
fn take_over(map: &mut Map, merged: &[Node]) {
    for entry in merged.iter().filter_map(Node::as_map).flat_map(Map::iter) {
        if map.get(&entry.key).is_none() {
            map.set(entry.key.clone(), entry.key_span, entry.node.clone());
        }
    }
}

/// How many values and bytes of text a value holds, and how deep it is; depth is bounded by the builder.
fn measure(node: &Node) -> (usize, usize) {
    let children: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(map) => map.iter().map(|entry| &entry.node).collect(),
        Value::Str(text) => return (1 + text.len(), 0),
        _ => return (1, 0),
    };
    children
        .into_iter()
        .map(measure)
        .fold((1, 1), |(size, depth), (more, below)| (size + more, depth.max(below + 1)))
}
