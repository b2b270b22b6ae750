//! Handles: what Prosody 13 gives where an option that holds a table is read.

use std::collections::BTreeSet;

use full_moon::ast::FunctionCall;
use full_moon::tokenizer::TokenReference;

use super::assign::{LONGEST_PATH, made_at};
use super::expr::{table_or_simpler, used_at};
use super::operators::length;
use super::order::Deed;
use super::statements::Interpreter;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Map, Node, Reason, Value};

/// Items an option has at most after something was appended to it.
const MAX_ITEMS: usize = 5_000;
const STOPPED: &str = "Prosody stops while it reads the value";

impl Interpreter<'_, '_, '_> {
    /// `option:append { … }`, `option { … }`, `option:value()`.
    pub fn handle_call(
        &mut self,
        (section, option): (usize, String),
        method: Option<&str>,
        arguments: Vec<Node>,
        span: Span,
    ) -> Node {
        let argument = arguments.into_iter().next().unwrap_or(Node::new(Value::Null, span));
        match (method, &argument.value) {
            (None | Some("append"), Value::List(_) | Value::Map(_) | Value::Table(_) | Value::Unknown(_)) => {
                self.append(section, &option, argument, method.is_none(), span);
                Node::new(Value::Handle { section, option }, span)
            }
            (None | Some("append"), _) => {
                let cause = match method {
                    None => format!("there is no `=` between `{option}` and its value"),
                    _ => format!(
                        "only a list can be appended to `{option}`; this is {}",
                        argument.value.kind()
                    ),
                };
                let fix = if method.is_none() { "write `=` after the name" } else { "put it in braces" };
                self.shared.refuse(SyntaxError::new(argument.span, cause).fix(fix));
                Node::unknown(STOPPED, span)
            }
            (Some("value"), _) => self
                .option_of(section, &option)
                .map_or(Node::new(Value::Null, span), |node| used_at(node.clone(), span)),
            (Some("values"), _) => Node::unknown(format!("it goes through the option `{option}`"), span),
            (Some(other), _) => self.no_such_operation(&option, other, span),
        }
    }

    /// A field of a handle: Prosody knows its operations and stops at anything else.
    pub fn handle_field(&mut self, option: &str, key: &Node, span: Span) -> Node {
        match &key.value {
            Value::Str(name) if matches!(name.as_str(), "append" | "value" | "values") => {
                Node::unknown(format!("it is an operation on the option `{option}`"), span)
            }
            Value::Str(name) if matches!(name.as_str(), "config_table" | "host" | "option_name") => {
                Node::unknown(format!("it belongs to Prosody's handle of the option `{option}`"), span)
            }
            Value::Unknown(reason) => Node::new(Value::Unknown(reason.clone()), span),
            Value::Str(name) => self.no_such_operation(option, name, span),
            Value::Int(number) => self.no_such_operation(option, &number.to_string(), span),
            _ => self.no_such_operation(option, "this", span),
        }
    }

    fn no_such_operation(&mut self, option: &str, operation: &str, span: Span) -> Node {
        let cause = format!(
            "Prosody stops here: an option cannot be read in part, and `{operation}` is no operation on `{option}`"
        );
        let fix = format!("write `{option}:value()` for its value");
        self.shared.refuse(SyntaxError::new(span, cause).fix(fix));
        Node::unknown(STOPPED, span)
    }

    fn option_of(&self, section: usize, option: &str) -> Option<&Node> {
        self.shared.config.sections.get(section)?.options.get(option)
    }

    fn append(&mut self, section: usize, option: &str, more: Node, called: bool, span: Span) {
        let Some(old) = self.option_of(section, option).cloned() else {
            // The option is gone since the handle was made: it becomes a new one.
            let value = appended(&Value::Map(Map::default()), more.value);
            return self.shared.set_option(Some(section), option, span, Node::new(value, span));
        };
        match &old.value {
            Value::Handle { .. } => return self.change_handles(),
            Value::List(_) | Value::Map(_) | Value::Table(_) => {}
            Value::Unknown(_) => {
                self.shared.config.may_stop.get_or_insert(span);
            }
            // Nothing is appended, which does no harm.
            _ if !called && matches!(&more.value, Value::Map(map) if map.is_empty()) => return,
            _ if matches!(more.value, Value::Unknown(_)) => {
                self.shared.config.may_stop.get_or_insert(span);
                return;
            }
            other => {
                let cause = format!(
                    "Prosody stops here: the option `{option}` is {} now, to which nothing can be appended",
                    other.kind()
                );
                return self.shared.refuse(SyntaxError::new(span, cause).fix("put its value in braces"));
            }
        }
        let place = made_at(&old);
        let value = match self.shared.uncertain.last() {
            Some(reason) => Value::Unknown(Reason::new(reason.clone())),
            None => appended(&old.value, more.value),
        };
        // The table itself grows, and whoever holds it sees that.
        if self.shared.step(100) {
            self.forget_copies(place);
        }
        if self.shared.wildcards > 0 {
            self.shared.deeds.push(Deed::Appended(section, option.to_owned()));
        }
        let sections = &mut self.shared.config.sections;
        if let Some(node) = sections.get_mut(section).and_then(|section| section.options.get_mut(option)) {
            let mut parts = vec![place];
            parts.extend(old.parts.into_iter().skip(1).take(super::expr::MAX_PARTS));
            parts.push(span);
            *node = Node { value, span: old.span, parts };
        }
    }

    /// Something is appended to the option `name` of a section that is not known, or to no one knows what.
    pub fn append_somewhere(&mut self, name: Option<&str>) {
        if !self.shared.is_13() {
            return;
        }
        let is_table = |node: &Node| matches!(node.value, Value::List(_) | Value::Map(_) | Value::Table(_));
        let options = self.shared.config.sections.iter().flat_map(|section| section.options.iter());
        let named = options.filter(|entry| name.is_none_or(|name| entry.key == name));
        let places: BTreeSet<Span> =
            named.filter(|entry| is_table(&entry.node)).map(|entry| made_at(&entry.node)).collect();
        for place in places {
            if self.shared.step(100) {
                self.forget_copies(place);
            }
        }
    }

    /// Something is written into a handle that an option holds: what it leads to is not known any more.
    pub fn change_handles(&mut self) {
        let reason = "it is a handle of an option that is changed itself";
        let sections = self.shared.config.sections.iter_mut();
        for entry in sections.flat_map(|section| section.options.iter_mut()) {
            let_go_of(&mut entry.node, &|_| reason.to_owned());
        }
        for local in self.scopes.iter_mut().flat_map(|scope| &mut scope.locals) {
            let_go_of(&mut local.node, &|_| reason.to_owned());
        }
    }

    /// `for value in option:values() do`
    pub fn values_of(&mut self, token: &TokenReference, call: &FunctionCall) -> Option<Vec<(Node, Node)>> {
        let node = self.name(token, false);
        let Value::Handle { section, option } = &node.value else {
            self.call(call, false);
            return None;
        };
        let value = self.option_of(*section, option).map(|node| node.value.clone());
        if !matches!(value, Some(Value::List(_) | Value::Map(_) | Value::Table(_))) {
            let span = node.span;
            self.shared.config.may_stop.get_or_insert(span);
        }
        match &value? {
            Value::List(items) => Some(items.iter().map(|item| (item.clone(), item.clone())).collect()),
            Value::Map(map) if map.is_empty() => Some(Vec::new()),
            _ => None,
        }
    }

    /// `table.insert(option, …)`: an older Prosody finds no table, 13 changes nothing but its handle.
    pub fn insert_into_global(&mut self, name: &str, span: Span) {
        let option = self.option(name).map(|node| &node.value);
        match option {
            Some(Value::List(_) | Value::Map(_) | Value::Table(_)) if self.shared.is_13() => {
                let cause =
                    format!("this does not change the option `{name}`: only a whole option can be set");
                self.shared.warn(SyntaxError::new(span, cause).fix(format!("write `{name}:append {{ … }}`")));
            }
            Some(Value::Unknown(_)) => self.shared.lossy("a `table.insert` is not followed"),
            Some(Value::Handle { .. }) if self.shared.is_13() => {}
            None if self.knows_no_option() => self.shared.lossy("a `table.insert` is not followed"),
            _ => {
                let cause = format!("Prosody stops here: there is no table `{name}` to insert into");
                self.shared.refuse(SyntaxError::new(span, cause).fix(format!("write `{name} = {{ … }}`")));
            }
        }
    }

    /// Prosody 13 warns about the Lua library without `Lua.`, and fails to where Lua has cut off the path.
    pub fn note_library(&mut self, name: &str, span: Span) {
        if !self.shared.is_13() {
            return;
        }
        if self.written.len() > LONGEST_PATH {
            let cause = format!("`{name}` stands here without `Lua.`, and Prosody fails to warn about it");
            return self
                .shared
                .refuse_for_path(SyntaxError::new(span, cause).fix(format!("write `Lua.{name}`")));
        }
        if let Some(reason) = self.shared.uncertain.first() {
            self.shared.config.duplicates_unknown.get_or_insert_with(|| Reason::new(reason.clone()));
            return;
        }
        let cause = format!("Prosody 13 warns about the Lua library without `Lua.`: this is `{name}`");
        let warning = SyntaxError::new(span, cause).fix(format!("write `Lua.{name}`"));
        self.shared.config.library_uses.push(warning);
    }
}

/// A table with what `append` adds to it: the items of a list behind its end, or else every field.
fn appended(old: &Value, more: Value) -> Value {
    let unknown = |why: &str| Value::Unknown(Reason::new(why));
    let (Some(mut pairs), Some(more)) = (pairs(old.clone()), pairs(more)) else {
        return unknown("something that is not known is appended to it");
    };
    if pairs.len() + more.len() > MAX_ITEMS {
        return unknown("it is a table too large to be followed");
    }
    let at = |pairs: &[(Node, Node)], number: i64| {
        pairs.iter().find(|(key, _)| key.value == Value::Int(number)).map(|(_, node)| node.clone())
    };
    if more.len() > 1 && at(&more, 1).is_some_and(|first| matches!(first.value, Value::Unknown(_))) {
        return unknown("a list is appended to it of which it is not known whether it begins with something");
    }
    if at(&more, 1).is_some() {
        let Some(mut end) = length(&pairs) else {
            return unknown("something is appended to a list with holes");
        };
        let mut next = 1;
        while let Some(item) = at(&more, next) {
            end += 1;
            pairs.push((Node::new(Value::Int(end), item.span), item));
            next += 1;
        }
    } else {
        for (key, node) in more {
            match pairs.iter_mut().find(|(known, _)| known.value == key.value) {
                Some((_, old)) => *old = node,
                None => pairs.push((key, node)),
            }
        }
    }
    table_or_simpler(pairs)
}

fn pairs(value: Value) -> Option<Vec<(Node, Node)>> {
    match value {
        Value::List(items) => Some(
            items
                .into_iter()
                .zip(1..)
                .map(|(item, at)| (Node::new(Value::Int(at), item.span), item))
                .collect(),
        ),
        Value::Map(map) => Some(
            map.iter()
                .map(|entry| (Node::new(Value::Str(entry.key.clone()), entry.key_span), entry.node.clone()))
                .collect(),
        ),
        Value::Table(pairs) => Some(pairs),
        _ => None,
    }
}

/// Replaces the handles in what was evaluated: whoever looks for a value in one finds none, and stops.
pub fn let_go(options: &mut Map) {
    let reason =
        |option: &str| format!("Prosody 13 hands out a handle of the option `{option}`, not its value");
    options.iter_mut().for_each(|entry| {
        let_go_of(&mut entry.node, &reason);
        entry.beaten.iter_mut().for_each(|beaten| let_go_of(&mut beaten.node, &reason));
    });
}

fn let_go_of(node: &mut Node, reason: &impl Fn(&str) -> String) {
    match &mut node.value {
        Value::Handle { option, .. } => node.value = Value::Unknown(Reason::new(reason(option))),
        Value::List(items) => items.iter_mut().for_each(|item| let_go_of(item, reason)),
        Value::Map(map) => map.iter_mut().for_each(|entry| {
            let_go_of(&mut entry.node, reason);
            entry.beaten.iter_mut().for_each(|beaten| let_go_of(&mut beaten.node, reason));
        }),
        Value::Table(pairs) => pairs.iter_mut().for_each(|(_, value)| let_go_of(value, reason)),
        _ => {}
    }
}
