//! The `.env` file of docker compose.
//!
//! These are the rules of `docker compose`, not of a shell and not of `docker run --env-file`.

mod escapes;
pub(super) mod interpolate;
mod statements;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use self::interpolate::{Lookup, Stop, interpolate};
use self::statements::{Quote, Reader, Statement};
use crate::syntax::SyntaxError;
use crate::text::{FileId, Sources, Span};
use crate::value::{Beaten, Entry, Map, Node, Reason, Value};

/// The variables of a file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What `${NAME}` becomes in a compose file.
    pub root: Map,
    /// What makes compose refuse the file.
    pub errors: Vec<SyntaxError>,
    /// What is read otherwise than it looks: a `$` that takes a part of a password with it.
    pub warnings: Vec<SyntaxError>,
}

/// Parses a file. `env` is the environment that compose is started with: it is stronger than the file.
pub fn parse(file: FileId, sources: &Sources, env: &[(String, String)]) -> Document {
    let source = sources.file(file);
    let mut variables = Variables {
        file,
        env,
        entries: Vec::new(),
        index: BTreeMap::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    let mut reader = Reader::new(source.text(), source.bom_len());
    while let Some(next) = reader.next() {
        match next {
            Ok(statement) => variables.run(&statement),
            // Nobody reads more errors than these.
            Err(_) if variables.errors.len() >= 20 => break,
            Err(fault) => variables
                .errors
                .push(SyntaxError::new(Span::new(file, fault.start, fault.end), fault.cause).fix(fault.fix)),
        }
    }
    let mut root: Map = variables.entries.into_iter().collect();
    for entry in root.iter_mut() {
        if let Some((_, value)) = env.iter().find(|(name, _)| *name == entry.key) {
            entry.node.value = Value::Str(value.clone());
        }
    }
    root.seal_secrets();
    Document { root, errors: variables.errors, warnings: variables.warnings }
}

/// The comments of a file, up to a quote that is never closed.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let mut reader = Reader::new(text, if text.starts_with('\u{FEFF}') { 3 } else { 0 });
    while reader.next().is_some() {}
    reader.comments
}

/// What every login has, whatever else is set.
const ALWAYS_SET: [&str; 9] = ["HOME", "HOSTNAME", "LANG", "LOGNAME", "PATH", "PWD", "SHELL", "TERM", "USER"];

/// Whether the variable comes with every login, so that it is set and its value is not known.
pub(super) fn set_at_login(name: &str) -> bool {
    ALWAYS_SET.contains(&name)
}

/// Places that are remembered of a value that was put together.
const MAX_PARTS: usize = 64;

struct Variables<'e> {
    file: FileId,
    env: &'e [(String, String)],
    entries: Vec<Entry>,
    index: BTreeMap<String, usize>,
    errors: Vec<SyntaxError>,
    warnings: Vec<SyntaxError>,
}

impl Variables<'_> {
    fn lookup(&self, name: &str) -> Lookup<'_> {
        if let Some((_, value)) = self.env.iter().find(|(known, _)| known == name) {
            return Lookup::Set(value);
        }
        match self.index.get(name).map(|at| &self.entries[*at].node.value) {
            Some(Value::Str(text)) => Lookup::Set(text),
            Some(Value::Unknown(reason)) => Lookup::Unknown(reason.clone()),
            _ if set_at_login(name) => {
                Lookup::Unknown(Reason::new(format!("it comes from the environment variable {name}")))
            }
            _ => Lookup::Unset,
        }
    }

    fn run(&mut self, statement: &Statement<'_>) {
        let span = Span::new(self.file, statement.value.start, statement.value.end);
        let mut parts = Vec::new();
        let mut taken = |name: &str| {
            parts.extend(self.index.get(name).iter().flat_map(|at| self.entries[**at].node.origins()))
        };
        let value = match &statement.text {
            // A name alone takes over what the environment has.
            None => match self.lookup(statement.key) {
                Lookup::Set(value) => {
                    taken(statement.key);
                    Value::Str(value.to_owned())
                }
                Lookup::Unknown(reason) => Value::Unknown(reason),
                Lookup::Unset => return,
            },
            Some(text) if statement.quote == Quote::Single => Value::Str(text.to_string()),
            Some(text) => {
                let text = match statement.quote {
                    Quote::Double => escapes::expand(text),
                    _ => text.to_string(),
                };
                let mut unset = Vec::new();
                let result = interpolate(&text, &mut |name: &str, plain| {
                    let found = self.lookup(name);
                    taken(name);
                    if plain && matches!(found, Lookup::Unset) {
                        unset.push(name.to_owned());
                    }
                    found
                });
                match result {
                    Ok(value) => {
                        self.warn(span, &unset);
                        Value::Str(value)
                    }
                    Err(Stop::Unknown(reason)) => Value::Unknown(reason),
                    Err(Stop::Refused(cause)) => {
                        let fix = "put the value in single quotes if the $ belongs to it";
                        if self.errors.len() < 20 {
                            self.errors.push(SyntaxError::new(span, cause).fix(fix));
                        }
                        Value::Unknown(Reason::new("it cannot be read"))
                    }
                }
            }
        };
        let key_span = Span::new(self.file, statement.name.start, statement.name.end);
        if matches!(value, Value::Unknown(_)) {
            parts.clear();
        }
        if !parts.is_empty() {
            parts.push(span);
            parts.truncate(MAX_PARTS);
        }
        self.set(statement.key, key_span, Node { value, span, parts });
    }

    fn warn(&mut self, span: Span, unset: &[String]) {
        let Some(name) = unset.first().filter(|_| self.warnings.len() < 100) else { return };
        let cause = format!("this takes in ${name}, which is not set, so that nothing stands in its place");
        let fix = "put the value in single quotes if the $ belongs to it";
        self.warnings.push(SyntaxError::new(span, cause).fix(fix));
    }

    fn set(&mut self, key: &str, key_span: Span, node: Node) {
        match self.index.get(key) {
            Some(at) => {
                let entry = &mut self.entries[*at];
                let old = std::mem::replace(&mut entry.node, node);
                let key_span = std::mem::replace(&mut entry.key_span, key_span);
                entry.beaten.push(Beaten { key_span, node: old });
            }
            None => {
                self.index.insert(key.to_owned(), self.entries.len());
                self.entries.push(Entry { key: key.to_owned(), key_span, node, beaten: Vec::new() });
            }
        }
    }
}
