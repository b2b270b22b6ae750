//! Calls: who is called, and with what.

use full_moon::ast::{Call, FunctionArgs, FunctionCall, Index, Prefix, Suffix};
use full_moon::tokenizer::TokenReference;

use super::config::SectionKind;
use super::expr::made_of;
use super::prosody::{self, FUNCTIONS_13};
use super::statements::Interpreter;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Node, Value};

/// What can be called on a text.
const STRING_METHODS: [&str; 17] = [
    "byte", "char", "dump", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize",
    "rep", "reverse", "sub", "unpack", "upper",
];

impl Interpreter<'_, '_, '_> {
    /// Follows a call; `statement` tells whether it stands alone.
    pub fn call(&mut self, call: &FunctionCall, statement: bool) -> Node {
        let span = self.span(call);
        let suffixes: Vec<&Suffix> = call.suffixes().collect();
        if let Prefix::Name(token) = call.prefix() {
            let name = token.token().to_string();
            if self.local(&name).is_none() {
                return self.global_call(&name, token, &suffixes, span, statement);
            }
        }
        let callee = self.prefix(call.prefix());
        self.apply(callee, call.prefix(), &suffixes, span)
    }

    fn global_call(
        &mut self,
        name: &str,
        token: &TokenReference,
        suffixes: &[&Suffix],
        span: Span,
        statement: bool,
    ) -> Node {
        let called = matches!(suffixes.first(), Some(Suffix::Call(Call::AnonymousCall(_))));
        match name {
            "VirtualHost" | "Host" | "host" if called => {
                return self.section(SectionKind::VirtualHost, token, suffixes, span);
            }
            "Component" | "component" if called => {
                return self.section(SectionKind::Component, token, suffixes, span);
            }
            "Include" | "include" if called => return self.include_call(suffixes, span),
            "RunScript" if called => {
                return self.script_call(suffixes, span);
            }
            _ => {}
        }
        let is_13 = self.shared.is_13();
        if is_13 && FUNCTIONS_13.contains(&name) && called {
            return self.file_call(name, suffixes, span);
        }
        if is_13 && name == "Lua" {
            let (inner, rest) = match suffixes {
                [Suffix::Index(Index::Dot { name, .. }), rest @ ..] => (name.token().to_string(), rest),
                _ => (String::new(), suffixes),
            };
            if prosody::is_library(&inner) {
                return self.library(&inner, rest, span);
            }
            suffixes.iter().for_each(|suffix| drop(self.arguments(suffix)));
            self.shared.config.may_stop.get_or_insert(span);
            return Node::unknown("it is the result of a function of the Lua library", span);
        }
        if prosody::is_library(name) && !(is_13 && self.option(name).is_some()) {
            self.note_library(name, self.span(token));
            return self.library(name, suffixes, span);
        }
        if name.starts_with("ENV_") {
            let callee = self.name(token, false);
            return self.apply(callee, &Prefix::Name(token.clone()), suffixes, span);
        }
        if !is_13 && (FUNCTIONS_13.contains(&name) || name == "Lua") {
            let cause = format!("`{name}` exists only in Prosody 13; this version stops here");
            self.shared.refuse(SyntaxError::new(self.span(token), cause));
            return Node::unknown("Prosody stops while it reads the value", span);
        }
        if is_13 && self.option(name).is_some() {
            let callee = self.name(token, false);
            let is_text =
                matches!(callee.value, Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_));
            if is_text && matches!(suffixes[0], Suffix::Call(Call::AnonymousCall(_))) {
                self.arguments(suffixes[0]);
                let cause = format!("Prosody stops here: there is no `=` between `{name}` and its value");
                self.shared.refuse(SyntaxError::new(self.span(token), cause).fix("write `=` after the name"));
                return Node::unknown("Prosody stops while it reads the value", span);
            }
            return self.apply(callee, &Prefix::Name(token.clone()), suffixes, span);
        }
        self.option_call(name, token, suffixes, span, statement)
    }

    /// A call of a name that is neither a function nor a variable: an option, or nothing at all.
    fn option_call(
        &mut self,
        name: &str,
        token: &TokenReference,
        suffixes: &[&Suffix],
        span: Span,
        statement: bool,
    ) -> Node {
        let key = self.span(token);
        let perhaps_known = self.knows_no_option() || self.shared.names_changed;
        if perhaps_known && prosody::meant(name).is_none() {
            suffixes.iter().for_each(|suffix| drop(self.arguments(suffix)));
            self.append_somewhere(Some(name));
            self.shared.config.may_stop.get_or_insert(span);
            return Node::unknown("it is the result of a function", span);
        }
        let method = match suffixes.first() {
            Some(Suffix::Call(Call::MethodCall(call))) => Some(call.name().token().to_string()),
            Some(Suffix::Call(_)) => None,
            // A path such as `a.b.c "x"`.
            _ => {
                self.index_of_nil(&Prefix::Name(token.clone()), span);
                return Node::unknown("it is the result of a function", span);
            }
        };
        let arguments = self.arguments(suffixes[0]);
        let argument = arguments.into_iter().next();
        let is_value = statement
            && argument.as_ref().is_some_and(|node| {
                matches!(node.value, Value::Str(_) | Value::List(_) | Value::Map(_) | Value::Table(_))
            });
        let error = if let Some(meant) = prosody::meant(name) {
            SyntaxError::new(key, format!("Prosody knows no `{name}`; upper and lower case count"))
                .fix(format!("write `{meant}`"))
        } else if method.is_none() && is_value {
            // The name is not repeated: beside a broken quote it may be a part of a secret.
            SyntaxError::new(key, "there is no `=` between this name and its value")
                .fix("write `=` after the name")
        } else {
            SyntaxError::new(key, format!("Prosody stops here: there is no function `{name}`"))
        };
        self.shared.refuse(error);
        // Go on as it was surely meant.
        match (prosody::meant(name), argument) {
            (Some("VirtualHost"), _) => self.section(SectionKind::VirtualHost, token, suffixes, span),
            (Some("Component"), _) => self.section(SectionKind::Component, token, suffixes, span),
            (None, Some(node)) if method.is_none() && is_value => {
                self.shared.set_option(self.current, name, key, node);
                Node::new(Value::Null, span)
            }
            _ => Node::unknown("it is the result of a function that does not exist", span),
        }
    }

    /// The values a call hands over.
    pub fn arguments(&mut self, suffix: &Suffix) -> Vec<Node> {
        let arguments = match suffix {
            Suffix::Call(Call::AnonymousCall(arguments)) => arguments.as_ref(),
            Suffix::Call(Call::MethodCall(call)) => call.args(),
            _ => return Vec::new(),
        };
        match arguments {
            FunctionArgs::Parentheses { arguments, .. } => {
                arguments.iter().map(|argument| self.eval(argument)).collect()
            }
            FunctionArgs::String(token) => vec![self.text(token)],
            FunctionArgs::TableConstructor(table) => vec![self.table(table)],
            _ => Vec::new(),
        }
    }

    /// Calls of what is not a plain global name.
    fn apply(&mut self, mut callee: Node, prefix: &Prefix, suffixes: &[&Suffix], span: Span) -> Node {
        for suffix in suffixes {
            match suffix {
                Suffix::Index(index) => {
                    if matches!(callee.value, Value::Null) {
                        self.index_of_nil(prefix, span);
                        return Node::unknown("Prosody stops while it reads the value", span);
                    }
                    let key = self.index_key(index);
                    callee = self.index(callee, &key, span);
                }
                Suffix::Call(Call::MethodCall(call)) => {
                    let arguments = self.arguments(suffix);
                    if let Value::Handle { section, option } = &callee.value {
                        let (method, section, option) =
                            (call.name().token().to_string(), *section, option.clone());
                        callee = self.handle_call((section, option), Some(&method), arguments, span);
                        continue;
                    }
                    let method = call.name().token().to_string();
                    let stops = match &callee.value {
                        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => true,
                        Value::Str(_) => !STRING_METHODS.contains(&method.as_str()),
                        _ => false,
                    };
                    if matches!(callee.value, Value::Unknown(_)) {
                        // What is not known may be nil, or have no such function.
                        self.shared.config.may_stop.get_or_insert(span);
                        if method == "append" {
                            self.append_somewhere(None);
                        }
                    }
                    if stops {
                        let kind = callee.value.kind();
                        let cause = format!("Prosody stops here: this is {kind}, which has no `{method}`");
                        self.shared.refuse(SyntaxError::new(callee.span, cause));
                        callee = Node::unknown("Prosody stops while it reads the value", span);
                        continue;
                    }
                    let first = arguments.first().map(|node| &node.value);
                    let made = |value: Value| {
                        let mut operands = vec![callee.clone()];
                        operands.extend(arguments.clone());
                        made_of(value, span, &operands)
                    };
                    callee = match (&callee.value, call.name().token().to_string().as_str()) {
                        (Value::Str(text), "rep") => match first {
                            Some(Value::Int(count))
                                if text.len().saturating_mul(*count as usize) < 1 << 16 || *count < 1 =>
                            {
                                let count = usize::try_from(*count).unwrap_or(0);
                                made(Value::Str(text.repeat(count)))
                            }
                            _ => Node::unknown("it is the result of `rep`", span),
                        },
                        (Value::Str(text), "lower") => made(Value::Str(text.to_ascii_lowercase())),
                        (Value::Str(text), "upper") => made(Value::Str(text.to_ascii_uppercase())),
                        (_, method) => Node::unknown(format!("it is the result of `{method}`"), span),
                    };
                }
                _ => {
                    let arguments = self.arguments(suffix);
                    match &callee.value {
                        Value::Handle { section, option } => {
                            let handle = (*section, option.clone());
                            callee = self.handle_call(handle, None, arguments, span);
                            continue;
                        }
                        Value::Function => self.shared.lossy("a function of the file itself is not followed"),
                        Value::Unknown(_) => {
                            self.shared.config.may_stop.get_or_insert(span);
                            let text = |node: &Node| matches!(node.value, Value::Str(_));
                            if arguments.first().is_some_and(|argument| !text(argument)) {
                                self.append_somewhere(None);
                            }
                        }
                        other => {
                            let cause =
                                format!("Prosody stops here: this is {}, not a function", other.kind());
                            self.shared.refuse(SyntaxError::new(callee.span, cause));
                        }
                    }
                    callee = Node::unknown("it is the result of a function", span);
                }
            }
        }
        Node { span, ..callee }
    }
}
