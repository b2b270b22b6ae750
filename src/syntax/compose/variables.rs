//! Putting values in the place of `${NAME}` everywhere in a file.

use std::collections::BTreeSet;

use super::{Document, Options};
use crate::secret::{Purpose, Secret};
use crate::syntax::SyntaxError;
use crate::syntax::dotenv::interpolate::{Lookup, Stop, interpolate};
use crate::syntax::dotenv::set_at_login;
use crate::text::Span;
use crate::value::{Map, Node, Reason, Value};

/// A variable that a compose file names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Used {
    /// Its name.
    pub name: String,
    /// The value that names it.
    pub span: Span,
}

/// Places that are remembered of a value that was put together.
const MAX_PARTS: usize = 64;

/// What is known of the environment.
pub(super) struct Variables<'o> {
    options: &'o Options,
    seen: BTreeSet<String>,
}

impl<'o> Variables<'o> {
    pub fn new(options: &'o Options) -> Self {
        Variables { options, seen: BTreeSet::new() }
    }

    /// A variable with the place that sets it.
    pub fn node(&self, name: &str, here: Span) -> Option<Node> {
        if let Some((_, value)) = self.options.env.iter().find(|(known, _)| known == name) {
            return Some(Node::new(Value::Str(value.clone()), here));
        }
        match self.options.dotenv.as_ref().and_then(|document| document.root.get(name)) {
            Some(node) => Some(node.clone()),
            None => match self.lookup(name) {
                Lookup::Unknown(reason) => Some(Node::new(Value::Unknown(reason), here)),
                _ => None,
            },
        }
    }

    fn lookup(&self, name: &str) -> Lookup<'_> {
        if let Some((_, value)) = self.options.env.iter().find(|(known, _)| known == name) {
            return Lookup::Set(value);
        }
        match self
            .options
            .dotenv
            .as_ref()
            .and_then(|document| document.root.get(name))
            .map(|node| &node.value)
        {
            Some(Value::Unknown(reason)) => Lookup::Unknown(reason.clone()),
            Some(value) => value.text_for(Purpose::Judge).map_or(Lookup::Unset, Lookup::Set),
            None if self.dotenv_is_broken() => Lookup::Unknown(Reason::new("the .env file cannot be read")),
            None if self.options.dotenv_elsewhere => {
                Lookup::Unknown(Reason::new(format!("the .env file, which may set {name}, was not given")))
            }
            None if set_at_login(name) => {
                Lookup::Unknown(Reason::new(format!("it comes from the environment variable {name}")))
            }
            None => Lookup::Unset,
        }
    }

    fn dotenv_is_broken(&self) -> bool {
        self.options.dotenv.as_ref().is_some_and(|document| !document.errors.is_empty())
    }

    fn is_secret(&self, name: &str) -> bool {
        let root = self.options.dotenv.as_ref().map(|document| &document.root);
        let node = root.and_then(|root| root.get(name));
        node.is_some_and(|node| matches!(node.value, Value::Secret(_)))
    }

    /// All texts of a value; keys are left as they are. Depth is bounded by the parser.
    pub fn interpolate(&mut self, node: &mut Node, document: &mut Document) {
        match &mut node.value {
            Value::List(items) => {
                items.iter_mut().for_each(|item| self.interpolate(item, document));
            }
            Value::Map(map) => {
                for entry in map.iter_mut() {
                    match &mut entry.node.value {
                        Value::List(items) if entry.key == "environment" => {
                            items.iter_mut().for_each(|item| self.definition(item, document));
                        }
                        _ => self.interpolate(&mut entry.node, document),
                    }
                }
            }
            Value::Str(text) if text.contains('$') => {
                let text = std::mem::take(text);
                let used = document.used.len();
                node.value = self.text(&text, node.span, document);
                node.parts = self.parts(&document.used[used..]);
            }
            _ => {}
        }
    }

    /// Where the values of variables are written; the place that names them, where they are written nowhere.
    fn parts(&self, used: &[Used]) -> Vec<Span> {
        let root = self.options.dotenv.as_ref().map(|document| &document.root);
        let origins = |used: &Used| match root.and_then(|root| root.get(&used.name)) {
            Some(node) => node.origins(),
            None => vec![used.span],
        };
        let mut parts: Vec<Span> = used.iter().take(MAX_PARTS).flat_map(origins).collect();
        parts.sort();
        parts.dedup();
        parts.truncate(MAX_PARTS);
        parts
    }

    /// `NAME=value` of which the value is unknown keeps its name, as an object.
    fn definition(&mut self, item: &mut Node, document: &mut Document) {
        let name = item.as_str().and_then(|text| text.split_once('=')).map(|(name, _)| name.to_owned());
        self.interpolate(item, document);
        if let Some(name) = name.filter(|name| !name.contains('$'))
            && let Value::Unknown(_) = item.value
        {
            let value = std::mem::replace(&mut item.value, Value::Null);
            let mut map = Map::default();
            map.set(name, item.span, Node::new(value, item.span));
            item.value = Value::Map(map);
        }
    }

    fn text(&mut self, text: &str, span: Span, document: &mut Document) -> Value {
        let mut unset = Vec::new();
        let mut secret = false;
        let mut names = Vec::new();
        let result = interpolate(text, &mut |name: &str, plain| {
            let found = self.lookup(name);
            if plain && matches!(found, Lookup::Unset) {
                unset.push(name.to_owned());
            }
            secret |= self.is_secret(name);
            names.push(name.to_owned());
            found
        });
        document.used.extend(names.into_iter().map(|name| Used { name, span }));
        match result {
            Ok(text) => {
                for name in unset {
                    if self.seen.insert(name.clone()) && document.warnings.len() < 100 {
                        let cause = format!(
                            "this takes in ${name}, which is not set, so that nothing stands in its place"
                        );
                        let fix = format!("set {name} in .env, or write $$ for a dollar sign");
                        document.warnings.push(SyntaxError::new(span, cause).fix(fix));
                    }
                }
                if secret { Value::Secret(Secret::new(text)) } else { Value::Str(text) }
            }
            Err(Stop::Unknown(reason)) => Value::Unknown(reason),
            Err(Stop::Refused(cause)) => {
                if document.errors.len() < 20 {
                    let fix = "write $$ for a dollar sign that begins no variable";
                    document.errors.push(SyntaxError::new(span, cause).fix(fix));
                }
                Value::Unknown(Reason::new("it cannot be read"))
            }
        }
    }
}
