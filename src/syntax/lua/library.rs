//! The parts of Lua's library that configurations use.

use full_moon::ast::{Call, Expression, FunctionArgs, FunctionCall, Index, Prefix, Suffix, Var};

use super::expr::{MAX_PARTS, made_of};
use super::numbers;
use super::statements::Interpreter;
use super::strings::{self, Number};
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Node, Value};

impl Interpreter<'_, '_, '_> {
    /// Calls of Lua's library; those that only compute are followed where that is easy.
    pub fn library(&mut self, name: &str, suffixes: &[&Suffix], span: Span) -> Node {
        let mut path = name.to_owned();
        let mut rest = suffixes;
        while let [Suffix::Index(Index::Dot { name, .. }), tail @ ..] = rest {
            path = format!("{path}.{}", name.token());
            rest = tail;
        }
        let unknown = Node::unknown(format!("it is the result of `{path}`"), span);
        let [Suffix::Call(Call::AnonymousCall(call))] = rest else {
            for suffix in rest {
                self.arguments(suffix);
            }
            if rest.len() > 1 {
                // What a function gives may be nil.
                self.shared.config.may_stop.get_or_insert(span);
            }
            return unknown;
        };
        if path == "table.insert" && self.insert(call) {
            return Node::new(Value::Null, span);
        }
        let arguments = match call.as_ref() {
            // What these look at is not handed on.
            FunctionArgs::Parentheses { arguments, .. } => {
                arguments.iter().map(|one| self.peek(one)).collect()
            }
            _ => self.arguments(rest[0]),
        };
        let first = arguments.first();
        let made = |value: Value| made_of(value, span, &arguments);
        match (path.as_str(), first.map(|node| &node.value)) {
            (
                "pcall" | "xpcall" | "load" | "loadstring" | "loadfile" | "dofile" | "setmetatable"
                | "rawset",
                _,
            ) => {
                self.shared.change_names(format!("`{path}` is not followed"));
                unknown
            }
            ("require", _) => {
                // It is not looked up whether there is such a module.
                self.shared.config.may_stop.get_or_insert(span);
                unknown
            }
            ("os.getenv", Some(Value::Str(variable))) => {
                let env = &self.shared.options.env;
                match env.iter().find(|(known, _)| known == variable) {
                    Some((_, text)) => made(Value::Str(text.clone())),
                    None => Node::unknown(format!("it comes from the environment variable {variable}"), span),
                }
            }
            ("tostring", Some(value @ (Value::Null | Value::Bool(_) | Value::Float(_)))) => {
                let text = match value {
                    Value::Null => "nil".to_owned(),
                    Value::Bool(value) => value.to_string(),
                    number => numbers::shown(number).unwrap_or_default(),
                };
                made(Value::Str(text))
            }
            ("tostring", Some(Value::Str(_) | Value::Int(_))) | ("table.concat", Some(Value::List(_))) => {
                let separator = arguments.get(1).and_then(Node::as_str).unwrap_or_default();
                let items = first.map(|node| node.as_list().unwrap_or(std::slice::from_ref(node)));
                let items = items.unwrap_or_default();
                if arguments.len() > 2 || arguments.get(1).is_some_and(|node| node.as_str().is_none()) {
                    return unknown;
                }
                match joined(items, separator) {
                    Some(text) if text.len() < 1 << 20 => {
                        let parts = items.iter().flat_map(Node::origins).take(MAX_PARTS).collect();
                        Node { value: Value::Str(text), span, parts }
                    }
                    _ => unknown,
                }
            }
            ("string.lower", Some(Value::Str(text))) => made(Value::Str(text.to_ascii_lowercase())),
            ("string.upper", Some(Value::Str(text))) => made(Value::Str(text.to_ascii_uppercase())),
            ("tonumber", Some(Value::Int(number))) => made(Value::Int(*number)),
            ("tonumber", Some(Value::Str(text))) if arguments.len() == 1 => match strings::number(text) {
                Some(Number::Int(number)) => made(Value::Int(number)),
                Some(Number::Float(number)) => made(Value::Float(number)),
                None => made(Value::Null),
            },
            ("error", _) => {
                let cause = "the file stops Prosody here with `error`";
                self.shared.refuse(SyntaxError::new(span, cause));
                unknown
            }
            _ => unknown,
        }
    }

    /// `table.insert(local, value)`; whether it could be followed.
    pub fn insert(&mut self, call: &FunctionArgs) -> bool {
        let FunctionArgs::Parentheses { arguments, .. } = call else { return false };
        let mut arguments = arguments.iter();
        let (Some(Expression::Var(Var::Name(name))), Some(value), None) =
            (arguments.next(), arguments.next(), arguments.next())
        else {
            self.shared.lossy("a `table.insert` is not followed");
            return true;
        };
        let node = self.eval_value(value, "adds nothing to the table");
        if let (Expression::FunctionCall(_), Value::Unknown(_)) = (value, &node.value) {
            // A second result would make the first one a place in the table.
            self.shared.config.may_stop.get_or_insert(node.span);
        }
        let name = name.token().to_string();
        let length = match self.local(&name).map(|local| &local.node.value) {
            Some(Value::List(items)) => items.len() as i64,
            Some(Value::Map(map)) if map.is_empty() => 0,
            Some(_) => -1,
            None => {
                self.insert_into_global(&name, node.span);
                return true;
            }
        };
        self.change_local(&name, &[Node::new(Value::Int(length + 1), node.span)], node);
        true
    }

    /// The pairs that `ipairs(t)` or `pairs(t)` goes through, if they are known.
    pub fn pairs_of(&mut self, call: &FunctionCall) -> Option<Vec<(Node, Node)>> {
        let Prefix::Name(token) = call.prefix() else { return None };
        let mut name = token.token().to_string();
        let mut suffixes: Vec<&Suffix> = call.suffixes().collect();
        if let (true, [Suffix::Call(Call::MethodCall(method))]) = (self.shared.is_13(), &suffixes[..])
            && method.name().token().to_string() == "values"
        {
            return self.values_of(token, call);
        }
        match suffixes[..] {
            [Suffix::Index(Index::Dot { name: inner, .. }), arguments]
                if self.shared.is_13() && name == "Lua" =>
            {
                (name, suffixes) = (inner.token().to_string(), vec![arguments]);
            }
            [_] if matches!(name.as_str(), "pairs" | "ipairs") && self.local(&name).is_none() => {
                self.note_library(&name, self.span(token));
            }
            _ => {}
        }
        if !matches!(name.as_str(), "pairs" | "ipairs") || self.local(&name).is_some() || suffixes.len() != 1
        {
            self.call(call, false);
            return None;
        }
        let Suffix::Call(Call::AnonymousCall(arguments)) = suffixes[0] else { return None };
        let table = match arguments.as_ref() {
            FunctionArgs::Parentheses { arguments, .. } => self.peek(arguments.iter().next()?),
            FunctionArgs::TableConstructor(table) => self.table(table),
            _ => return None,
        };
        match table.value {
            Value::List(items) => Some(
                items
                    .into_iter()
                    .zip(1..)
                    .map(|(item, at)| (Node::new(Value::Int(at), item.span), item))
                    .collect(),
            ),
            Value::Handle { option, .. } if name == "ipairs" => {
                self.handle_field(&option, &Node::new(Value::Int(1), table.span), table.span);
                None
            }
            Value::Null => {
                let cause = format!("Prosody stops here: `{name}` needs a table, and this is nil");
                self.shared.refuse(SyntaxError::new(table.span, cause));
                None
            }
            Value::Map(_) if name == "ipairs" => Some(Vec::new()),
            Value::Map(map) if map.len() > 1 => None,
            Value::Map(map) => {
                let pair = |entry: &crate::value::Entry| {
                    (Node::new(Value::Str(entry.key.clone()), entry.key_span), entry.node.clone())
                };
                Some(map.iter().map(pair).collect())
            }
            _ => None,
        }
    }
}

fn joined(items: &[Node], separator: &str) -> Option<String> {
    let texts: Option<Vec<String>> = items
        .iter()
        .map(|item| match &item.value {
            Value::Str(text) => Some(text.clone()),
            value @ (Value::Int(_) | Value::Float(_)) => numbers::shown(value),
            _ => None,
        })
        .collect();
    Some(texts?.join(separator))
}
