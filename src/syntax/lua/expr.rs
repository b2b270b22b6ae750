//! Expressions.

use std::collections::BTreeSet;

use full_moon::ast::{Expression, Field, Index, Prefix, Suffix, TableConstructor, Var, VarExpression};
use full_moon::tokenizer::TokenReference;

use super::numbers;
use super::prosody::{self, Reading};
use super::statements::Interpreter;
use super::strings::{self, Number};
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Map, Node, Reason, Value};

/// Nodes of a table that is copied; with the depth it keeps repeated copies from growing without bound.
const MAX_COPY: usize = 20_000;
const MAX_COPY_DEPTH: usize = 150;
/// Named fields of one table; a map is searched from its start.
const MAX_FIELDS: usize = 5_000;
/// Places that are remembered of a text that was put together.
pub const MAX_PARTS: usize = 64;

impl Interpreter<'_, '_, '_> {
    pub fn eval(&mut self, expression: &Expression) -> Node {
        self.eval_as(expression, true)
    }

    /// Evaluates something that is only looked at, so that a table in it is not handed on.
    pub fn peek(&mut self, expression: &Expression) -> Node {
        self.eval_as(expression, false)
    }

    /// Evaluates something that becomes a value, and warns about a word that should have quotes.
    pub fn eval_value(&mut self, expression: &Expression, consequence: &str) -> Node {
        let node = self.eval(expression);
        if let (Value::Null, Expression::Var(Var::Name(name))) = (&node.value, expression) {
            let word = name.token().to_string();
            if self.local(&word).is_none() && !word.starts_with("ENV_") {
                self.warn_bare_word(&word, node.span, consequence);
            }
        }
        node
    }

    fn warn_bare_word(&mut self, word: &str, span: Span, consequence: &str) {
        let warning = if self.option(word).is_some() {
            SyntaxError::new(
                span,
                format!("`{word}` is an option, which Prosody 0.12 cannot read back: that {consequence}"),
            )
            .fix("keep the value in a `local` variable and use it in both places")
        } else {
            SyntaxError::new(
                span,
                format!(
                    "`{word}` has no quotes, so Prosody reads it as a name that does not exist and {consequence}"
                ),
            )
            .fix(format!("write \"{word}\""))
        };
        self.shared.warn(warning);
    }

    fn eval_as(&mut self, expression: &Expression, share: bool) -> Node {
        let span = self.place(expression);
        if !self.shared.step(1) {
            return Node::unknown("the configuration does more than can be followed", span);
        }
        match expression {
            Expression::Number(token) => {
                let text = token.token().to_string();
                // A number that stands for something mended is not what was written.
                let number =
                    strings::number(&text).filter(|_| self.shared.loader.sources().slice(span) == text);
                let value = match number {
                    Some(Number::Int(number)) => Value::Int(number),
                    Some(Number::Float(number)) => Value::Float(number),
                    None => Value::Unknown(Reason::new("its number is not understood")),
                };
                Node::new(value, span)
            }
            Expression::String(token) => self.text(token),
            Expression::Symbol(token) => Node::new(
                match token.token().to_string().as_str() {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    // Prosody hands no arguments to the file, so `...` is nothing.
                    _ => Value::Null,
                },
                span,
            ),
            Expression::Parentheses { expression, .. } => {
                let node = self.eval_as(expression, share);
                Node { span, parts: if node.parts.is_empty() { vec![node.span] } else { node.parts }, ..node }
            }
            Expression::UnaryOperator { unop, expression } => {
                let operand = self.peek(expression);
                self.unary(unop, operand, span)
            }
            Expression::BinaryOperator { lhs, binop, rhs } => self.binary(lhs, binop, rhs, span),
            Expression::Function(_) if self.is_mended(span) => mended(span),
            Expression::Function(_) => Node::new(Value::Function, span),
            Expression::FunctionCall(call) => self.call(call, false),
            Expression::TableConstructor(_) if self.is_mended(span) => mended(span),
            Expression::TableConstructor(table) => self.table(table),
            Expression::Var(Var::Name(name)) => self.name(name, share),
            Expression::Var(Var::Expression(path)) => self.path(path),
            _ => Node::unknown("this kind of expression is not followed", span),
        }
    }

    /// Whether a table or function stands here only because of a mistake, and is not written.
    fn is_mended(&self, span: Span) -> bool {
        let written = self.shared.loader.sources().slice(span);
        !written.starts_with('{') && !written.starts_with("function")
    }

    /// A literal text.
    pub fn text(&self, token: &TokenReference) -> Node {
        let span = self.span(token);
        let text = token.token().to_string();
        let written = self.shared.loader.sources().slice(span);
        let mended = written.contains('\\') && written != text;
        match strings::unescape(&text) {
            Ok(text) if !mended => Node::new(Value::Str(text), span),
            _ => Node::unknown("its text has an escape that Lua does not know", span),
        }
    }

    /// The value of a name.
    pub fn name(&mut self, token: &TokenReference, share: bool) -> Node {
        let span = self.span(token);
        let name = token.token().to_string();
        if let Some((local, _)) = self.local_mut(&name) {
            let table = matches!(local.node.value, Value::List(_) | Value::Map(_) | Value::Table(_));
            local.shared |= table && share;
            let (size, depth) = if table { measure(&local.node) } else { (1, 1) };
            let node = (size <= MAX_COPY && depth <= MAX_COPY_DEPTH).then(|| local.node.clone());
            // Copies stay, and take more memory than any other step.
            return match node.filter(|_| self.shared.step(size.saturating_mul(4))) {
                Some(node) => used_at(node, span),
                None => Node::unknown("it is a table too large to be followed", span),
            };
        }
        let value = match self.reading(&name) {
            Reading::Nil => Value::Null,
            Reading::Function => Value::Function,
            Reading::Text(text) => Value::Str(text),
            Reading::Option(node) => return used_at(node, span),
            Reading::Handle => match self.current {
                Some(section) => Value::Handle { section, option: name },
                None => Value::Null,
            },
            Reading::Library(reason) => {
                self.note_library(&name, span);
                Value::Unknown(Reason::new(reason))
            }
            Reading::Unknown(reason) => Value::Unknown(Reason::new(reason)),
        };
        Node::new(value, span)
    }

    /// `a.b["c"]`.
    fn path(&mut self, path: &VarExpression) -> Node {
        let span = self.path_place(path);
        let mut node = self.prefix(path.prefix());
        for suffix in path.suffixes() {
            let Suffix::Index(index) = suffix else {
                // A call in the middle of a path: what it gives cannot be known.
                return Node::unknown("it is part of the result of a function", span);
            };
            if matches!(node.value, Value::Null) {
                self.index_of_nil(path.prefix(), span);
                return Node::unknown("it is part of something that does not exist", span);
            }
            let library = matches!(path.prefix(), Prefix::Name(name) if self.is_lua(name));
            if matches!(node.value, Value::Unknown(_)) && !library {
                // What is not known may be nil.
                self.shared.config.may_stop.get_or_insert(span);
            }
            let key = self.index_key(index);
            node = self.index(node, &key, span);
        }
        node
    }

    /// Whether a name stands for Lua's library.
    fn is_lua(&self, name: &TokenReference) -> bool {
        let name = name.token().to_string();
        self.local(&name).is_none() && (name == "Lua" || prosody::is_library(&name))
    }

    pub fn prefix(&mut self, prefix: &Prefix) -> Node {
        match prefix {
            Prefix::Name(name) => self.name(name, false),
            Prefix::Expression(expression) => self.peek(expression),
            _ => Node::unknown("this kind of expression is not followed", Span::start_of(self.file)),
        }
    }

    /// Prosody stops at a field of something that does not exist.
    pub fn index_of_nil(&mut self, prefix: &Prefix, span: Span) {
        let Prefix::Name(name) = prefix else { return };
        let name = name.token().to_string();
        if self.local(&name).is_some() {
            let cause = format!("`{name}` is nil here, so it has no fields");
            return self.shared.refuse(SyntaxError::new(span, cause));
        }
        let text = self.shared.loader.sources().slice(span).to_owned();
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
        let error = if plain && self.option(&name).is_none() && name != "Lua" {
            SyntaxError::new(
                span,
                format!(
                    "`{text}` has no quotes, so Prosody looks for a table `{name}`, which does not exist"
                ),
            )
            .fix(format!("write \"{text}\""))
        } else if name == "Lua" {
            SyntaxError::new(span, "`Lua` exists only in Prosody 13").fix("leave `Lua.` out")
        } else {
            SyntaxError::new(span, format!("`{name}` cannot be read here, so it has no fields"))
        };
        self.shared.refuse(error);
    }

    pub fn index_key(&mut self, index: &Index) -> Node {
        match index {
            Index::Brackets { expression, .. } => self.eval(expression),
            Index::Dot { name, .. } => Node::new(Value::Str(name.token().to_string()), self.span(name)),
            _ => Node::unknown("this kind of expression is not followed", Span::start_of(self.file)),
        }
    }

    /// One field of a value.
    pub fn index(&mut self, node: Node, key: &Node, span: Span) -> Node {
        if let Value::Handle { option, .. } = &node.value {
            return self.handle_field(option, key, span);
        }
        let nothing = Node::new(Value::Null, span);
        match (node.value, &key.value) {
            (Value::Unknown(reason), _) => Node::new(Value::Unknown(reason), span),
            (_, Value::Unknown(reason)) => Node::new(Value::Unknown(reason.clone()), span),
            (Value::Map(mut map), Value::Str(key)) => {
                map.remove(key).map_or(nothing, |entry| used_at(entry.node, span))
            }
            (Value::List(mut items), Value::Int(at)) => {
                let at = usize::try_from(*at).ok().and_then(|at| at.checked_sub(1));
                if let (Some(Value::Unknown(reason)), true) =
                    (items.last().map(|last| &last.value), at >= Some(items.len()))
                {
                    // A function at the end may give several items.
                    return Node::new(Value::Unknown(reason.clone()), span);
                }
                let at = at.filter(|at| *at < items.len());
                at.map_or(nothing, |at| used_at(items.swap_remove(at), span))
            }
            (Value::Table(pairs), key) => {
                let found = pairs.into_iter().rev().find(|(known, _)| known.value == *key);
                found.map_or(nothing, |(_, node)| used_at(node, span))
            }
            (Value::Map(_) | Value::List(_), _) => nothing,
            _ => Node::unknown("a field of it is used", span),
        }
    }

    pub fn table(&mut self, table: &TableConstructor) -> Node {
        let span = self.span(table);
        let mut items: Vec<Node> = Vec::new();
        let mut named = Map::default();
        let mut keyed: Vec<(Node, Node)> = Vec::new();
        for field in table.fields() {
            match field {
                Field::NoKey(expression) => {
                    items.push(self.eval_value(expression, "cuts the list off there"))
                }
                Field::NameKey { key, value, .. } => {
                    let node = self.eval_value(value, "leaves the field unset");
                    set_field(&mut named, &key.token().to_string(), self.span(key), node);
                }
                Field::ExpressionKey { key, value, .. } => {
                    let mut key = self.eval(key);
                    let node = self.eval_value(value, "leaves the field unset");
                    key.value = numbers::key(key.value);
                    match key.value {
                        Value::Str(name) => set_field(&mut named, &name, key.span, node),
                        Value::Null => {
                            let cause = "the key in brackets is nil, which Prosody refuses";
                            self.shared
                                .refuse(SyntaxError::new(key.span, cause).fix("put the key in quotes"));
                        }
                        _ => keyed.push((key, node)),
                    }
                }
                _ => {}
            }
            if named.len() > MAX_FIELDS || keyed.len() > MAX_FIELDS {
                return Node::unknown("it is a table too large to be followed", span);
            }
        }
        Node::new(assemble(items, named, keyed), span)
    }

    /// What reading a name that is no local variable gives.
    fn reading(&self, name: &str) -> Reading {
        if name == prosody::CURRENT_HOST {
            let section = self.current.and_then(|at| self.shared.config.sections.get(at));
            return match section {
                // The name stands in the header, unless this is the global section.
                Some(section) => match section.headers.last() {
                    Some(header) => {
                        Reading::Option(Node::new(Value::Str(section.name.clone()), header.name_span))
                    }
                    None => Reading::Text(section.name.clone()),
                },
                None => Reading::Unknown("it is not known which section is open".to_owned()),
            };
        }
        match prosody::reading(self.shared.options, self.shared.is_13(), name, self.option(name)) {
            Reading::Nil if self.knows_no_option() => {
                Reading::Unknown("it is not known which section is open".to_owned())
            }
            Reading::Nil if self.shared.names_changed => {
                Reading::Unknown("the configuration itself may give Lua this name".to_owned())
            }
            reading => reading,
        }
    }

    /// Whether Prosody may find an option where we do not know in which section to look.
    pub fn knows_no_option(&self) -> bool {
        self.shared.is_13() && self.current.is_none()
    }

    /// The option of the section that is open.
    pub fn option(&self, name: &str) -> Option<&Node> {
        self.shared.config.sections.get(self.current?)?.options.get(name)
    }
}

/// A value that is used elsewhere than where it was written.
pub fn used_at(node: Node, span: Span) -> Node {
    Node { parts: node.origins(), span, value: node.value }
}

/// A value that an expression makes of others. If all of these are written in it, it is as good as a literal.
pub fn made_of(value: Value, span: Span, operands: &[Node]) -> Node {
    let mut node = Node::new(value, span);
    let elsewhere = |part: &Span| part.file != span.file || part.start < span.start || span.end < part.end;
    if operands.iter().flat_map(|operand| &operand.parts).any(elsewhere) {
        node.parts = operands.iter().flat_map(Node::origins).take(MAX_PARTS).collect();
    }
    node
}

fn set_field(map: &mut Map, key: &str, key_span: Span, node: Node) {
    if matches!(node.value, Value::Null) {
        map.remove(key);
    } else {
        map.set(key, key_span, node);
    }
}

/// A table from its parts: items without a key, fields with a name, and fields with other keys.
fn assemble(mut items: Vec<Node>, named: Map, keyed: Vec<(Node, Node)>) -> Value {
    // Lua sets the items without a key last, also to nil; of the others a later one wins.
    let positions = items.len() as i64;
    while items.last().is_some_and(|item| matches!(item.value, Value::Null)) {
        items.pop();
    }
    let holes = items.iter().any(|item| matches!(item.value, Value::Null));
    if !holes && named.is_empty() && keyed.is_empty() && !items.is_empty() {
        return Value::List(items);
    }
    if items.is_empty() && keyed.is_empty() {
        return Value::Map(named);
    }
    let mut seen = BTreeSet::new();
    let mut last: Vec<(Node, Node)> = Vec::new();
    for (key, node) in keyed.into_iter().rev() {
        let known = match key.value {
            Value::Int(at) if (1..=positions).contains(&at) => continue,
            Value::Int(at) => !seen.insert((0, at)),
            Value::Float(number) => !seen.insert((1, number.to_bits().cast_signed())),
            Value::Bool(value) => !seen.insert((2, i64::from(value))),
            _ => false,
        };
        if !known && !matches!(node.value, Value::Null) {
            last.push((key, node));
        }
    }
    let items = items.into_iter().zip(1..).filter(|(node, _)| !matches!(node.value, Value::Null));
    let mut pairs: Vec<(Node, Node)> =
        items.map(|(node, at)| (Node::new(Value::Int(at), node.span), node)).collect();
    let text = |key: &str, span| Node::new(Value::Str(key.to_owned()), span);
    pairs.extend(named.iter().map(|entry| (text(&entry.key, entry.key_span), entry.node.clone())));
    pairs.extend(last);
    pairs.sort_by_key(|(key, _)| key.span.start);
    table_or_simpler(pairs)
}

/// Explicit keys may continue a list, or leave nothing but texts as keys.
pub fn table_or_simpler(mut pairs: Vec<(Node, Node)>) -> Value {
    if is_sequence(&pairs) {
        pairs.sort_by_key(|(key, _)| if let Value::Int(at) = key.value { at } else { 0 });
        return Value::List(pairs.into_iter().map(|(_, node)| node).collect());
    }
    if !pairs.iter().all(|(key, _)| matches!(key.value, Value::Str(_))) {
        return Value::Table(pairs);
    }
    let mut map = Map::default();
    for (key, node) in pairs {
        if let Value::Str(name) = key.value {
            map.set(name, key.span, node);
        }
    }
    Value::Map(map)
}

/// Whether explicit keys are 1 to n, each once.
fn is_sequence(keyed: &[(Node, Node)]) -> bool {
    let mut seen = vec![false; keyed.len()];
    for (key, node) in keyed {
        let at = if let Value::Int(at) = key.value { usize::try_from(at).unwrap_or(0) } else { 0 };
        match seen.get_mut(at.wrapping_sub(1)) {
            Some(seen) if !*seen && !matches!(node.value, Value::Null) => *seen = true,
            _ => return false,
        }
    }
    !keyed.is_empty()
}

/// Number of nodes and depth of a table; it stops counting where a copy would be refused.
fn measure(node: &Node) -> (usize, usize) {
    let mut todo = vec![(node, 1)];
    let (mut size, mut deepest) = (0, 0);
    while let Some((node, depth)) = todo.pop() {
        size += 1;
        deepest = deepest.max(depth);
        if size > MAX_COPY || depth > MAX_COPY_DEPTH {
            return (size, depth);
        }
        match &node.value {
            Value::List(items) => todo.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Map(map) => {
                for entry in map.iter() {
                    todo.push((&entry.node, depth + 1));
                    todo.extend(entry.beaten.iter().map(|beaten| (&beaten.node, depth + 1)));
                }
            }
            Value::Table(pairs) => todo.extend(pairs.iter().map(|(_, value)| (value, depth + 1))),
            _ => {}
        }
    }
    (size, deepest)
}

/// What stands in the place of a mistake.
fn mended(span: Span) -> Node {
    Node::unknown("a mistake stands in its place", span)
}
