//! Includes: which files they mean, and what these say.

use std::collections::BTreeSet;

use super::parser::{self, Expr, Include, IncludeKind, Item, Scalar, Written};
use crate::load::{self, Loader, Role};
use crate::syntax::{SyntaxError, guard, properties};
use crate::text::{FileId, Span};
use crate::value::{Reason, Value};

/// Typesafe's own limit.
const MAX_NESTED: usize = 50;
/// Bytes of all text, counted each time: a file that includes another twice, and so on, is a bomb, and each
/// byte can become 200 of a tree. Real files have some kilobytes.
const MAX_BYTES: usize = 2 << 20;

/// How a file is read. Its name decides only where the program that asks for it does not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Format {
    Hocon,
    Json,
    Properties,
}

impl Format {
    /// By the ending of the name.
    pub fn of(path: &str) -> Self {
        match path {
            path if path.ends_with(".properties") => Format::Properties,
            path if path.ends_with(".json") => Format::Json,
            _ => Format::Hocon,
        }
    }
}

/// Reads included files and keeps the errors of all files.
pub(super) struct Includer<'l, 't> {
    pub loader: &'l mut Loader<'t>,
    pub role: Role,
    pub errors: Vec<SyntaxError>,
    pub warnings: Vec<SyntaxError>,
    pub lossy: Option<Reason>,
    stack: Vec<FileId>,
    bytes: usize,
}

impl<'l, 't> Includer<'l, 't> {
    pub fn new(loader: &'l mut Loader<'t>, role: Role) -> Self {
        let (errors, warnings) = (Vec::new(), Vec::new());
        Includer { loader, role, errors, warnings, lossy: None, stack: Vec::new(), bytes: 0 }
    }

    /// Notes that something could not be followed; the first reason is kept.
    pub fn lose(&mut self, reason: impl Into<String>) {
        self.lossy.get_or_insert_with(|| Reason::new(reason));
    }

    /// The definitions of a file; the file is open until [`Includer::leave`].
    pub fn enter(&mut self, file: FileId, format: Format) -> Vec<Item> {
        self.stack.push(file);
        let source = self.loader.sources().file(file);
        // Opening a file has a price too.
        self.bytes += source.text().len() + 4096;
        if format == Format::Properties {
            return self.properties(file);
        }
        let text = source.text();
        if self.bytes > MAX_BYTES {
            let reason = format!("{} has more text than any real configuration", source.path());
            self.loader.partly_parsed(file, reason.clone());
            self.lose(reason);
            return Vec::new();
        }
        let not_json = if format == Format::Json { not_json(file, text) } else { None };
        let Some(mut tree) = guard::run(|| parser::parse(file, text)) else {
            self.lose("the parser gave up");
            return Vec::new();
        };
        if tree.errors.is_empty() {
            tree.errors.extend(not_json);
        }
        if let Some(first) = tree.errors.first() {
            let line = self.loader.sources().position(first.span).line;
            let reason = format!("{} has a syntax error in line {line}", self.loader.sources().path(file));
            self.loader.partly_parsed(file, reason.clone());
            self.lose(reason);
        }
        self.errors.extend(tree.errors);
        self.warnings.extend(tree.warnings);
        tree.items
    }

    /// Ends a file.
    pub fn leave(&mut self) {
        self.stack.pop();
    }

    fn properties(&mut self, file: FileId) -> Vec<Item> {
        let document = properties::parse(file, self.loader.sources());
        self.errors.extend(document.errors);
        let keys: BTreeSet<&str> = document.root.iter().map(|entry| entry.key.as_str()).collect();
        let mut items = Vec::new();
        for entry in document.root.iter() {
            // A key that is also the start of another one is lost.
            let subtree = format!("{}.", entry.key);
            if keys.range(subtree.as_str()..).next().is_some_and(|key| key.starts_with(&subtree)) {
                continue;
            }
            let text = match &entry.node.value {
                Value::Str(text) => text.clone(),
                Value::Secret(secret) => secret.expose_for(crate::secret::Purpose::Judge).to_owned(),
                _ => continue,
            };
            let expr = Expr::Scalar { scalar: Scalar::Str, text, quoted: true };
            items.push(Item::Field {
                path: entry.key.split('.').map(|part| (part.to_owned(), entry.key_span)).collect(),
                append: false,
                value: Written { expr, span: entry.node.span },
            });
        }
        items
    }

    /// The files that an include means, weakest first. Each one read must be left again.
    pub fn read(&mut self, include: &Include) -> Vec<(FileId, Format)> {
        let name = include.name.as_str();
        let path = match include.kind {
            IncludeKind::Heuristic if name.contains("://") => None,
            IncludeKind::Classpath | IncludeKind::Url => None,
            IncludeKind::File if !name.starts_with('/') => None,
            IncludeKind::File => Some(load::join("", name)),
            IncludeKind::Heuristic => {
                let dir = self.stack.last().map_or("", |file| self.loader.dir_of(*file));
                Some(load::join(dir, name))
            }
        };
        let Some(path) = path else {
            self.lose(format!("it includes {name}, which is looked for where only the service knows"));
            return Vec::new();
        };
        // Typesafe never reads a name without one of its three endings as it stands.
        let known = [".conf", ".json", ".properties"].iter().any(|ending| name.ends_with(ending));
        let endings: &[&str] = if known { &[""] } else { &[".properties", ".json", ".conf"] };
        let mut files = Vec::new();
        for ending in endings {
            let path = format!("{path}{ending}");
            // Typesafe reads a whole name, looked for beside this file, in the language of this file.
            let format = match include.kind {
                IncludeKind::Heuristic if known => Format::Hocon,
                _ => Format::of(&path),
            };
            if let Some(file) = self.open(&path, include.span) {
                files.push((file, format));
            }
        }
        if files.is_empty() && include.required && self.lossy.is_none() {
            let cause = format!("the included file /{path} does not exist");
            self.errors
                .push(SyntaxError::new(include.span, cause).fix("correct the name, or remove the include"));
        }
        files
    }

    fn open(&mut self, path: &str, span: Span) -> Option<FileId> {
        let file = self.loader.load_if_present(path, self.role)?;
        if self.stack.contains(&file) || self.stack.len() >= MAX_NESTED {
            let cause = "this include leads back to a file that is being read";
            if !self.errors.iter().any(|error| error.cause == cause) {
                self.errors.push(SyntaxError::new(span, cause).fix("remove the include"));
            }
            self.lose("files include each other in a circle");
            return None;
        }
        if self.bytes > MAX_BYTES {
            self.lose("it includes more files than can be followed");
            return None;
        }
        Some(file)
    }
}

/// What makes Typesafe refuse a text that it must read as plain JSON.
fn not_json(file: FileId, text: &str) -> Option<SyntaxError> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let length = text[line..].find('\n').unwrap_or(text.len() - line);
    let cause =
        "this file is read as JSON, in which every name and text is in quotes and there are no comments";
    Some(SyntaxError::new(Span::new(file, line, line + length), cause).fix("write this line as JSON"))
}
