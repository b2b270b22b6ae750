//! Assignments, to options and to local variables.

use full_moon::ast::{Prefix, Suffix, VarExpression};
use full_moon::tokenizer::TokenReference;

use super::config::ProsodyVersion;
use super::prosody::{self, CURRENT_HOST, FUNCTIONS_13, NAMES};
use super::statements::{Interpreter, Local};
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Node, Reason, Value};

/// Lua shortens longer names of files, and Prosody then does not find the line to warn about.
pub const LONGEST_PATH: usize = 59;

impl Interpreter<'_, '_, '_> {
    /// Sets an option or a variable in an assignment that goes on to `end`.
    pub fn assign_name(&mut self, token: &TokenReference, node: Node, end: Option<Span>) {
        let name = token.token().to_string();
        let span = self.span(token);
        if let Some((local, reason)) = self.local_mut(&name) {
            local.node = node;
            local.shared = true;
            if let Some(reason) = reason {
                local.node.value = Value::Unknown(Reason::new(reason));
            }
            return;
        }
        let since_13 = FUNCTIONS_13.contains(&name.as_str()) && self.shared.is_13();
        if NAMES.contains(&name.as_str()) || since_13 {
            let cause = format!("`{name}` is a function of Prosody's; this overwrites it and sets no option");
            self.shared
                .warn(SyntaxError::new(span, cause).fix("remove the line, or use the name of an option"));
            if let Some(scope) = self.scopes.first_mut() {
                scope.locals.push(Local { name, node, shared: true });
            }
            return;
        }
        if name == CURRENT_HOST {
            self.current = match &node.value {
                Value::Str(host) => self.shared.find(host),
                _ => None,
            };
            return self.shared.lossy("the file changes by itself in which section it is");
        }
        if self.current.is_none() && self.astray {
            let reason = "it is not known in which section this line stands";
            for at in 0..self.shared.config.sections.len() {
                self.shared.set_option(Some(at), &name, span, Node::unknown(reason, node.span));
            }
            return;
        }
        if let Value::Handle { option, .. } = &node.value {
            let cause = format!(
                "this is a handle of the option `{option}` and not its value; modules find nothing in it"
            );
            self.shared.note(SyntaxError::new(node.span, cause).fix(format!("write `{option}:value()`")));
        }
        self.note_again(&name, end.map_or(span, |end| span.to(end)));
        self.shared.set_option(self.current, &name, span, node);
    }

    /// Prosody 0.12 and newer warn about an option that a file sets twice in a section.
    fn note_again(&mut self, name: &str, span: Span) {
        let Some(section) = self.current else { return };
        if self.shared.version == ProsodyVersion::V0_11 {
            return;
        }
        let key = (section, name.to_owned());
        let cause = format!("`{name}` is set again in this section, and Prosody fails to warn about it");
        let too_long = (self.written.len() > LONGEST_PATH)
            .then(|| SyntaxError::new(span, cause).fix("keep one of the two lines"));
        if let Some(reason) = self.shared.uncertain.first().cloned() {
            self.shared.config.duplicates_unknown.get_or_insert_with(|| Reason::new(reason.clone()));
            let perhaps_set = self.options_set.contains(&key) || self.options_perhaps.contains_key(&key);
            if let Some(error) = too_long.filter(|_| perhaps_set) {
                self.shared.refuse_for_path(error);
            }
            self.options_perhaps.insert(key, reason);
            return;
        }
        let perhaps = self.options_perhaps.get(&key).cloned();
        match (self.options_set.insert(key), perhaps, too_long) {
            (true, Some(reason), Some(error)) => {
                self.shared.uncertain.push(reason);
                self.shared.refuse_for_path(error);
                self.shared.uncertain.pop();
                return;
            }
            (false, _, Some(error)) => return self.shared.refuse_for_path(error),
            (true, ..) => return,
            _ => {}
        }
        let cause = format!("`{name}` is set again in this section; the value before has no effect");
        self.shared.config.duplicates.push(SyntaxError::new(span, cause).fix("keep one of the two lines"));
    }

    /// `a.b = value`.
    pub fn assign_path(&mut self, path: &VarExpression, node: Node) {
        let span = self.path_place(path);
        let mut keys = Vec::new();
        for suffix in path.suffixes() {
            match suffix {
                Suffix::Index(index) => {
                    let key = self.index_key(index);
                    keys.push(key);
                }
                _ => return self.shared.lossy("a value is set in the result of a function"),
            }
        }
        let Prefix::Name(token) = path.prefix() else {
            return self.shared.lossy("a value is set in the result of an expression");
        };
        let name = token.token().to_string();
        if self.local(&name).is_some() {
            return self.change_local(&name, &keys, node);
        }
        let is_13 = self.shared.is_13();
        if is_13 && name == "Lua" {
            return self.shared.change_names("the file changes Lua's library");
        }
        let option = self.option(&name).map(|node| node.value.clone());
        if prosody::is_library(&name) && !(is_13 && option.is_some()) {
            self.shared.change_names("the file changes Lua's library");
            return self.note_library(&name, self.span(token));
        }
        if self.knows_no_option() {
            self.shared.config.may_stop.get_or_insert(span);
            return;
        }
        match (option, is_13) {
            (Some(Value::List(_) | Value::Map(_) | Value::Table(_)), true) if keys.len() > 1 => {
                self.name(token, false);
                self.handle_field(&name, &keys[0], span);
            }
            (Some(Value::List(_) | Value::Map(_) | Value::Table(_)), true) => {
                let cause =
                    format!("this does not change the option `{name}`: only a whole option can be set");
                self.shared
                    .warn(SyntaxError::new(span, cause).fix(format!("set it inside of `{name} = {{ … }}`")));
            }
            (Some(Value::Unknown(_)), true) => drop(self.shared.config.may_stop.get_or_insert(span)),
            (Some(_), _) => {
                let cause = format!("Prosody stops here: the option `{name}` cannot be changed in part");
                let error = SyntaxError::new(span, cause).fix(format!("set it inside of `{name} = {{ … }}`"));
                self.shared.refuse(error);
            }
            (None, _) => {
                let cause = format!("Prosody stops here: there is no table `{name}` to set a field in");
                self.shared.refuse(SyntaxError::new(span, cause).fix(format!("write `{name} = {{ … }}`")));
            }
        }
    }

    pub fn change_local(&mut self, name: &str, keys: &[Node], node: Node) {
        let Some((local, reason)) = self.local_mut(name) else { return };
        let reason = reason.or_else(|| match node.value {
            Value::Unknown(_) => None,
            _ if local.shared => Some("it was changed after it was used".to_owned()),
            _ => None,
        });
        let plain = holder(&local.node, keys).filter(|value| {
            !matches!(value, Value::List(_) | Value::Map(_) | Value::Table(_) | Value::Handle { .. })
        });
        if let (Some(kind), Some(key)) = (plain.map(Value::kind), keys.last()) {
            let cause = format!("Prosody stops here: this is set in {kind}, which has no fields");
            let place = key.span;
            return self.shared.refuse(SyntaxError::new(place, cause).fix("make it a table first: `{}`"));
        }
        let handle = matches!(local.node.value, Value::Handle { .. });
        let shared = local.shared;
        let known = !matches!(local.node.value, Value::Unknown(_));
        let made_at = made_at(&local.node);
        let changed = reason.is_none() && !shared && set_in(&mut local.node, keys, node);
        if !changed {
            let reason = reason.unwrap_or_else(|| "it is changed in a way that is not followed".to_owned());
            local.node.value = Value::Unknown(Reason::new(reason));
        }
        if handle {
            self.change_handles();
        }
        if shared {
            self.shared.lossy(format!("the table `{name}` is changed after it was used"));
            if known {
                self.forget_copies(made_at);
            }
        }
    }

    /// Options and variables that hold a table which is changed elsewhere are not known any more.
    pub fn forget_copies(&mut self, place: Span) {
        let sections = self.shared.config.sections.iter_mut();
        for entry in sections.flat_map(|section| section.options.iter_mut()) {
            forget(&mut entry.node, place);
        }
        for local in self.scopes.iter_mut().flat_map(|scope| &mut scope.locals) {
            forget(&mut local.node, place);
        }
    }
}

/// Where a table was made, which all that share it remember.
pub fn made_at(node: &Node) -> Span {
    node.parts.first().copied().unwrap_or(node.span)
}

fn forget(node: &mut Node, place: Span) {
    let is_table = matches!(node.value, Value::List(_) | Value::Map(_) | Value::Table(_));
    if is_table && made_at(node) == place {
        node.value = Value::Unknown(Reason::new("the table is changed after it was used here"));
    }
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| forget(item, place)),
        Value::Map(map) => map.iter_mut().for_each(|entry| forget(&mut entry.node, place)),
        Value::Table(pairs) => pairs.iter_mut().for_each(|(_, value)| forget(value, place)),
        _ => {}
    }
}

/// The table in which the last of some keys is set, or what is in its place; `None` if that is not known.
fn holder<'n>(node: &'n Node, keys: &[Node]) -> Option<&'n Value> {
    let mut value = &node.value;
    for key in keys.split_last()?.1 {
        value = match (value, &key.value) {
            (Value::Map(map), Value::Str(name)) => map.get(name).map_or(&Value::Null, |node| &node.value),
            (Value::List(items), Value::Int(at)) => {
                &items.get(usize::try_from(*at).ok()?.checked_sub(1)?)?.value
            }
            _ => return None,
        };
    }
    (!matches!(value, Value::Unknown(_))).then_some(value)
}

/// Sets a field of a table; whether that could be followed.
fn set_in(target: &mut Node, keys: &[Node], node: Node) -> bool {
    let Some((key, rest)) = keys.split_first() else {
        *target = node;
        return true;
    };
    match (&mut target.value, &key.value) {
        (Value::Map(map), Value::Str(name)) if !rest.is_empty() => {
            map.get_mut(name).is_some_and(|inner| set_in(inner, rest, node))
        }
        (Value::Map(map), Value::Str(name)) if matches!(node.value, Value::Null) => {
            map.remove(name);
            true
        }
        (Value::Map(map), Value::Str(name)) => {
            let room = map.len() < 1000;
            if room {
                map.set(name.clone(), key.span, node);
            }
            room
        }
        (Value::Map(map), Value::Int(1)) if map.is_empty() && rest.is_empty() => {
            if matches!(node.value, Value::Null) {
                return true;
            }
            target.value = Value::List(vec![node]);
            true
        }
        (Value::List(items), Value::Str(_)) if rest.is_empty() && !matches!(node.value, Value::Null) => {
            let items = std::mem::take(items).into_iter().zip(1..);
            let mut pairs: Vec<(Node, Node)> =
                items.map(|(item, at)| (Node::new(Value::Int(at), item.span), item)).collect();
            pairs.push((key.clone(), node));
            target.value = Value::Table(pairs);
            true
        }
        (Value::Table(pairs), Value::Str(_)) if rest.is_empty() && !matches!(node.value, Value::Null) => {
            let room = pairs.len() < 1000;
            match pairs.iter_mut().find(|(known, _)| known.value == key.value) {
                Some((_, old)) => *old = node,
                None if room => pairs.push((key.clone(), node)),
                None => {}
            }
            room
        }
        (Value::List(items), Value::Int(at)) => {
            let at = usize::try_from(*at).unwrap_or(0);
            let nil = rest.is_empty() && matches!(node.value, Value::Null);
            if at == items.len() + 1 && rest.is_empty() {
                if !nil {
                    items.push(node);
                }
                return true;
            }
            items.get_mut(at.wrapping_sub(1)).is_some_and(|inner| !nil && set_in(inner, rest, node))
        }
        _ => false,
    }
}
