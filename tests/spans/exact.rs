//! What "exact" means; see `Node` for the words of it.

use std::ops::Range;

use jitsi_doctor::secret::Purpose;
use jitsi_doctor::text::{Sources, Span};
use jitsi_doctor::value::{Entry, Map, Node, Value};

/// Reads a piece of a file on its own.
pub trait Language {
    /// What a text means in the places where a value may stand; nothing if it can stand nowhere.
    /// `before` is the file up to there. In a file with errors the piece may have some of them.
    fn values(&self, text: &str, before: &str, with_errors: bool) -> Vec<Node>;

    /// Whether a text in the place of a key stands for it.
    fn is_key(&self, key: &str, text: &str, before: &str) -> bool;

    /// How a value is written so that it needs nothing else, if it can be.
    fn literal(&self, value: &Value) -> Option<String>;

    /// Whether a text is only the name of a value that is written elsewhere.
    fn is_name(&self, _text: &str) -> bool {
        false
    }
}

/// One file that was read.
pub struct Check<'c> {
    pub language: &'c dyn Language,
    pub sources: &'c Sources,
    /// Whether the real program accepts the file; in others the pieces may have errors too.
    pub accepted: bool,
    pub faults: Vec<String>,
    /// Values that were read again.
    pub values: usize,
}

impl<'c> Check<'c> {
    pub fn new(language: &'c dyn Language, sources: &'c Sources, accepted: bool) -> Self {
        Check { language, sources, accepted, faults: Vec::new(), values: 0 }
    }

    fn fault(&mut self, path: &str, span: Span, what: impl std::fmt::Display) {
        let text = self.sources.slice(span);
        self.faults.push(format!("{path} at {}..{} {text:?}: {what}", span.start, span.end));
    }

    /// The text under a span, which must lie in its file and not cut characters.
    pub fn text(&mut self, path: &str, span: Span) -> &'c str {
        let text = self.sources.file(span.file).text().get(span.range());
        if text.is_none() {
            self.fault(path, span, "the span leaves the file or cuts a character");
        }
        text.unwrap_or_default()
    }

    fn before(&self, span: Span) -> &'c str {
        self.sources.file(span.file).text().get(..span.range().start).unwrap_or_default()
    }

    pub fn map(&mut self, path: &str, map: &Map) {
        for entry in map.iter() {
            let path = format!("{path}.{}", entry.key);
            self.key(&path, &entry.key, entry.key_span);
            self.node(&path, &entry.node, None);
            for beaten in &entry.beaten {
                self.key(&path, &entry.key, beaten.key_span);
                self.node(&path, &beaten.node, None);
            }
        }
    }

    fn key(&mut self, path: &str, key: &str, span: Span) {
        let text = self.text(path, span);
        if self.accepted && !self.language.is_key(key, text, self.before(span)) {
            self.fault(path, span, format!("this is not the key {key:?}"));
        }
    }

    pub fn node(&mut self, path: &str, node: &Node, holder: Option<Span>) {
        let text = self.text(path, node.span);
        for part in &node.parts {
            let written = self.text(path, *part);
            let blank = !written.is_empty() && written.trim().is_empty();
            // An empty value of another file.
            let blank = blank || written.is_empty() && part.file != node.span.file;
            if !blank && self.language.values(written, self.before(*part), !self.accepted).is_empty() {
                self.fault(path, *part, "the value cannot be made from this, which is none");
            }
        }
        // The holes of a list, and the items that a call makes, are written nowhere.
        // How a list or object with a mistake in it is mended depends on what stands around it.
        let whole = is_single(&node.value) && node.value != Value::Function;
        if holder != Some(node.span) && (self.accepted || whole) {
            self.values += 1;
            self.again(path, node, text);
        }
        match &node.value {
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.node(&format!("{path}[{at}]"), item, Some(node.span));
                }
            }
            Value::Map(map) => self.map(path, map),
            Value::Table(pairs) => {
                for (key, value) in pairs {
                    let path = format!("{path}[{:?}]", key.value);
                    self.text(&path, key.span);
                    self.node(&path, value, None);
                }
            }
            _ => {}
        }
    }

    fn again(&mut self, path: &str, node: &Node, text: &str) {
        let again = self.language.values(text, self.before(node.span), !self.accepted);
        if again.is_empty() {
            return self.fault(path, node.span, format!("this is no value; it should give {:?}", node.value));
        }
        if !node.parts.is_empty() {
            if let [part] = node.parts[..]
                && self.language.is_name(text)
                && is_single(&node.value)
            {
                let written = self.text(path, part);
                let there = self.language.values(written, self.before(part), !self.accepted);
                // The variable of a loop is written where it is declared, or is a key.
                // A part of a list or object that has a name.
                let inside = there.iter().any(|there| !is_single(&there.value));
                let named = inside || written == text || node.value == Value::Str(written.to_owned());
                if !named && !there.iter().any(|there| same(&node.value, &there.value)) {
                    self.fault(path, part, format!("`{text}` stands for {:?}", node.value));
                }
            }
        // What is missing is written nowhere; what is made of an object may name things that are not here.
        } else if node.value != Value::Undefined
            && is_written(node, node.span)
            && !(text.contains(['{', '[']) && again.iter().any(|again| holds_unknown(&again.value)))
            && !again.iter().any(|again| same(&node.value, &again.value))
        {
            let again: Vec<_> = again.iter().map(|again| &again.value).collect();
            self.fault(path, node.span, format!("this gives {again:?}, and not {:?}", node.value));
        }
    }
}

/// Values that are computed from others, with their places.
pub fn computed<'n>(map: &'n Map, found: &mut Vec<&'n Node>) {
    for entry in map.iter() {
        let mut todo = vec![&entry.node];
        while let Some(node) = todo.pop() {
            match &node.value {
                // The items that a call makes are written nowhere.
                Value::List(items) if node.parts.is_empty() => {
                    todo.extend(items.iter().filter(|item| item.span != node.span));
                }
                Value::List(_) => {}
                Value::Map(map) => computed(map, found),
                _ if node.parts.is_empty() => {}
                _ => found.push(node),
            }
        }
    }
}

impl Check<'_> {
    /// With its value in the place of a computed expression, a file means the same: the span is the expression,
    /// with nothing left out. `read` gives all values of a text that is accepted.
    pub fn replaced(&mut self, root: &Map, text: &str, read: &dyn Fn(&str) -> Option<Map>) {
        if !self.accepted {
            return;
        }
        let mut nodes = Vec::new();
        computed(root, &mut nodes);
        let file = self.sources.iter().find(|(_, file)| file.text() == text).map(|(id, _)| id);
        nodes.retain(|node| Some(node.span.file) == file);
        for node in nodes.into_iter().take(20) {
            let written = &text[node.span.range()];
            let Some(literal) = self.language.literal(&node.value) else { continue };
            // What is added is not the whole value.
            if is_identifier(written) || text[..node.span.range().start].trim_end().ends_with("+=") {
                continue;
            }
            self.values += 1;
            let Range { start, end } = node.span.range();
            let again = read(&format!("{}{literal}{}", &text[..start], &text[end..]));
            match again {
                Some(again) => {
                    if let Some(changed) = difference(root, &again) {
                        self.fault("", node.span, format!("with {literal} in its place {changed}"));
                    }
                }
                None => self.fault("", node.span, format!("with {literal} in its place there is an error")),
            }
        }
    }
}

/// The first key that has another value.
fn difference(one: &Map, other: &Map) -> Option<String> {
    let differs =
        |entry: &&Entry| other.get(&entry.key).is_none_or(|other| !same(&entry.node.value, &other.value));
    let entry = one.iter().find(differs)?;
    let other = other.get(&entry.key).map(|node| &node.value);
    Some(format!("{} is {other:?}, and not {:?}", entry.key, entry.node.value))
}

/// Whether a text is only a name.
fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

/// Whether anything in a value is not known.
fn holds_unknown(value: &Value) -> bool {
    match value {
        Value::Unknown(_) => true,
        Value::List(items) => items.iter().any(|item| holds_unknown(&item.value)),
        Value::Map(map) => map.iter().any(|entry| holds_unknown(&entry.node.value)),
        Value::Table(pairs) => pairs.iter().any(|(_, value)| holds_unknown(&value.value)),
        _ => false,
    }
}

/// Not made of others, which may be written and changed at many places.
fn is_single(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Map(_) | Value::Table(_) | Value::Unknown(_) | Value::Undefined)
}

/// Whether all of a value is written inside of `place`, so that nothing else is needed to know it.
fn is_written(node: &Node, place: Span) -> bool {
    let inside = |node: &Node| {
        let within =
            node.span.file == place.file && place.start <= node.span.start && node.span.end <= place.end;
        // A list of one, whose item stands for it: it was added to what was not there before.
        let whole = node.span == place;
        within && !whole && node.parts.is_empty() && is_written(node, place)
    };
    match &node.value {
        Value::Unknown(_) => false,
        Value::List(items) => items.iter().all(inside),
        Value::Map(map) => map.iter().all(|entry| inside(&entry.node)),
        Value::Table(pairs) => pairs.iter().all(|(_, value)| inside(value)),
        _ => true,
    }
}

/// Whether the first is the second; a secret equals its text, whether or not it was known to be one.
pub fn same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::Int(number) => Some(number.to_string()),
        value => value.text_for(Purpose::Judge).map(str::to_owned),
    };
    match (one, other) {
        (Value::Secret(_), _) | (_, Value::Secret(_)) => text(one) == text(other),
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits(),
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| same(&one.value, &other.value))
        }
        // What is removed later leaves no trace.
        (Value::Map(one), Value::Map(other)) => {
            one.len() <= other.len()
                && one.iter().all(|entry| {
                    other.get(&entry.key).is_some_and(|other| same(&entry.node.value, &other.value))
                })
        }
        (Value::Table(one), Value::Table(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| {
                    same(&one.0.value, &other.0.value) && same(&one.1.value, &other.1.value)
                })
        }
        _ => one == other,
    }
}

/// A value as JSON writes it, which HOCON and JavaScript read too.
pub fn quoted(value: &Value) -> Option<String> {
    match value {
        Value::Int(number) if *number >= 0 => Some(format!(" {number} ")),
        Value::Bool(value) => Some(format!(" {value} ")),
        value => Some(format!(" {} ", serde_json::Value::from(value.text_for(Purpose::Judge)?))),
    }
}

/// What was found in all files of a language.
#[derive(Default)]
pub struct Tally {
    files: usize,
    values: usize,
    faults: Vec<String>,
}

impl Tally {
    pub fn add(&mut self, text: &[u8], check: Check<'_>) {
        self.files += 1;
        self.values += check.values;
        if !check.faults.is_empty() && self.faults.len() < 20 {
            let text: String = String::from_utf8_lossy(text).chars().take(1500).collect();
            self.faults.push(format!("{}\n--- in\n{text}", check.faults.join("\n")));
        }
    }

    /// Fails for every fault, and when there was too little to find one in.
    pub fn verdict(self, least: usize) {
        let Tally { files, values, faults } = self;
        assert!(
            faults.is_empty(),
            "{files} files, {values} values, faults in {}:\n{}",
            faults.len(),
            faults.join("\n======\n")
        );
        assert!(values >= least, "only {values} values in {files} files");
    }
}
