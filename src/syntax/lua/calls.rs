//! Calls: who is called, and with what.

use full_moon::ast::{Call, FunctionArgs, FunctionCall, Prefix, Suffix};
use full_moon::tokenizer::TokenReference;

use super::config::SectionKind;
use super::expr::made_of;
use super::prosody::{self, NAMES_13};
use super::statements::Interpreter;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Node, Reason, Value};

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
                self.arguments(suffixes[0]);
                return Node::unknown("it is the result of a script", span);
            }
            _ => {}
        }
        let is_13 = prosody::is_13(self.shared.options);
        if NAMES_13.contains(&name) && is_13 != Some(false) {
            let arguments = self.arguments(suffixes[0]);
            let what = arguments.first().and_then(Node::as_str).unwrap_or("another file");
            return match name {
                "Lua" => Node::unknown("it is the result of a function of the Lua library", span),
                "Credential" => Node::unknown(format!("it is the systemd credential {what}"), span),
                _ => Node::unknown(format!("it is the content of {what}"), span),
            };
        }
        if prosody::is_library(name) && self.option(name).is_none() {
            return self.library(name, suffixes, span);
        }
        if name.starts_with("ENV_") {
            self.arguments(suffixes[0]);
            return Node::unknown("it is the result of a function", span);
        }
        if NAMES_13.contains(&name) {
            let cause = format!("`{name}` exists only in Prosody 13; this version stops here");
            self.shared.refuse(SyntaxError::new(self.span(token), cause));
            return Node::unknown("Prosody stops while it reads the value", span);
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
        let known = self.option(name).is_some();
        let is_13 = prosody::is_13(self.shared.options);
        let key = self.span(token);
        let method = match suffixes.first() {
            Some(Suffix::Call(Call::MethodCall(call))) => Some(call.name().token().to_string()),
            Some(Suffix::Call(_)) => None,
            // A path such as `a.b.c "x"`.
            _ => {
                if !known || is_13 == Some(false) {
                    self.index_of_nil(&Prefix::Name(token.clone()), span);
                }
                return Node::unknown("it is the result of a function", span);
            }
        };
        let arguments = self.arguments(suffixes[0]);
        if known && is_13 != Some(false) {
            return match (method.as_deref(), arguments.into_iter().next()) {
                (None | Some("append"), Some(more)) => {
                    self.append(name, key, more, span);
                    Node::unknown("it is a handle of an option", span)
                }
                (Some("value"), _) if is_13 == Some(true) => {
                    let node = self.option(name).cloned();
                    node.map_or(Node::new(Value::Null, span), |node| super::expr::used_at(node, span))
                }
                _ => Node::unknown(format!("it is made from the option `{name}`"), span),
            };
        }
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

    /// `option:append { … }` and `option { … }` of Prosody 13.
    fn append(&mut self, name: &str, key: Span, more: Node, span: Span) {
        let is_13 = prosody::is_13(self.shared.options) == Some(true);
        let uncertain = !self.shared.uncertain.is_empty();
        let option = self.current.and_then(|at| self.shared.config.sections.get_mut(at));
        let Some(node) = option.and_then(|section| section.options.get_mut(name)) else { return };
        let place = if node.parts.is_empty() { node.span } else { node.parts[0] };
        if !is_13 || uncertain {
            let reason = "Prosody 13 appends to the list here, older versions stop";
            return self.shared.set_option(self.current, name, key, Node::unknown(reason, span));
        }
        match (&mut node.value, more.value) {
            (Value::List(items), Value::List(more)) => items.extend(more),
            (Value::Map(map), Value::List(more)) if map.is_empty() => node.value = Value::List(more),
            (Value::Map(map), Value::Map(more)) => {
                for entry in more.iter() {
                    map.set(entry.key.clone(), entry.key_span, entry.node.clone());
                }
            }
            (Value::List(_), Value::Map(more)) if more.is_empty() => {}
            _ => node.value = Value::Unknown(Reason::new("something is appended to it")),
        }
        node.parts = vec![place, span];
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
                    self.arguments(suffix);
                    match &callee.value {
                        Value::Function => self.shared.lossy("a function of the file itself is not followed"),
                        Value::Unknown(_) => {
                            self.shared.config.may_stop.get_or_insert(span);
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
