//! `Include`: which files it names, and what comes of it.

use super::config::{Include, IncludeProblem};
use super::evaluate::NotRun;
use super::order::Order;
use super::statements::Interpreter;
use crate::load::{ReadError, join, matches_wildcard, parent};
use crate::syntax::SyntaxError;
use crate::text::Span;

impl Interpreter<'_, '_, '_> {
    /// Loads what `target` names, as an `Include` at `span` does.
    pub fn include(&mut self, target: &str, span: Span) {
        let pattern = self.place_of(target);
        let at = self.shared.config.includes.len();
        let include = Include { span, pattern: pattern.clone(), files: Vec::new(), problem: None };
        self.shared.config.includes.push(include);
        if !self.shared.uncertain.is_empty() {
            self.shared.lossy(format!("it is not certain that {pattern} is included"));
        }
        if !target.contains(['*', '?']) {
            return self.include_file(&pattern, resolved(&self.written, target), at);
        }
        // Prosody looks for wildcards in the last part only, and takes the directory by its name.
        let (dir, glob) = target.rsplit_once('/').unwrap_or(("", target));
        let written = match target.rsplit_once('/') {
            Some((dir, _)) => resolved(&self.written, dir),
            None => directory(&self.written).to_owned(),
        };
        let dir = match (dir, target.starts_with('/')) {
            ("", true) => String::new(),
            _ => self.place_of(dir),
        };
        match self.shared.loader.list(&dir) {
            Ok(names) => {
                let names =
                    names.iter().filter(|name| !name.starts_with('.') && matches_wildcard(glob, name));
                let mut order = Order::new(self.shared, &pattern);
                for name in names {
                    self.include_file(&join(&dir, name), format!("{written}/{name}"), at);
                    order.read(self.shared, name);
                }
                order.finish(self.shared);
            }
            Err(error) => self.include_problem(at, dir, error),
        }
    }

    /// The path that the system makes of one in this file: `..` leads out of where a link leads to.
    pub fn place_of(&self, target: &str) -> String {
        let mut place = if target.starts_with('/') { String::new() } else { self.dir.clone() };
        for part in target.split('/') {
            place = match part {
                // There is nothing above a directory that does not exist.
                ".." => match self.shared.loader.tree().real_path(&place) {
                    Some(real) => parent(&real).to_owned(),
                    None => place,
                },
                part => join(&place, part),
            };
        }
        place
    }

    fn include_file(&mut self, path: &str, written: String, at: usize) {
        match self.shared.run_file(path, written) {
            Ok(file) => self.shared.config.includes[at].files.push(file),
            Err(NotRun::Unreadable(error)) => self.include_problem(at, path.to_owned(), error),
            Err(NotRun::Circle) => {
                let span = self.shared.config.includes[at].span;
                let error = SyntaxError::new(span, format!("this includes {path}, which leads back here"));
                self.shared.refuse(error.fix("remove one of the two Include lines"));
                self.shared.lossy(format!("{path} includes itself"));
            }
        }
    }

    fn include_problem(&mut self, at: usize, path: String, error: ReadError) {
        self.shared.lossy(format!("{path} could not be read: {error}"));
        if self.shared.uncertain.is_empty() {
            let include = &mut self.shared.config.includes[at];
            include.problem.get_or_insert(IncludeProblem { path, error });
        }
    }
}

/// The directory of a file, with the `/` at its end.
fn directory(file: &str) -> &str {
    file.rfind('/').map_or("", |at| &file[..=at])
}

/// A path as Prosody resolves it: it drops one leading `./` and puts the directory of the file before it.
fn resolved(file: &str, path: &str) -> String {
    let path = match path.strip_prefix('.') {
        Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => path,
    };
    match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("{}/{path}", directory(file).trim_end_matches('/')),
    }
}
