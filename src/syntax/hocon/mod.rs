//! HOCON as Typesafe Config reads it, with a place for every value.

mod build;
#[cfg(test)]
mod cases;
mod errors;
mod finish;
mod include;
mod lexer;
mod outside;
mod parser;
mod resolve;
mod resolved;
#[cfg(test)]
mod tests;

use std::ops::Range;

use build::Builder;
use include::{Format, Includer};

use crate::catalogue::Catalogue;
use crate::load::{Loader, Role};
use crate::syntax::{SyntaxError, guard, unfilled};
use crate::text::Span;
use crate::value::{Map, Reason};

/// Fits after "because".
const TOO_MUCH: &str = "its substitutions are too many or too deep to follow";

/// What resolution may assume.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Environment variables of the service, if known; others are unknown.
    pub env: Vec<(String, String)>,
    /// Whether `env` is all there is, so that another name is surely not set.
    pub env_complete: bool,
    /// What the program finds for a path that the files do not define.
    pub defaults: Catalogue,
}

/// A resolved document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The root object, resolved.
    pub root: Map,
    /// What makes the program refuse the file.
    pub errors: Vec<SyntaxError>,
    /// What is read otherwise than it looks (a value cut at `#`).
    pub warnings: Vec<SyntaxError>,
    /// Set when something could not be followed, so that what seems to be missing may be there.
    pub lossy: Option<Reason>,
}

/// Reads `path`, what it includes, and resolves substitutions.
///
/// `None` when the file itself cannot be read; the loader's ledger says why.
pub fn load(path: &str, role: Role, loader: &mut Loader<'_>, options: &Options) -> Option<Document> {
    let file = loader.load(path, role).ok()?;
    let mut includer = Includer::new(loader, role);
    // Jibri reads its old file with another parser, which allows comments.
    let format = if role == Role::JibriLegacy { Format::Hocon } else { Format::of(path) };
    let items = includer.enter(file, format);
    let slots = Builder::build(items, Span::start_of(file), &mut includer);
    // Chains of substitutions are followed by recursion, so this needs the big stack.
    let finished = guard::run(move || finish::finish(&slots, options));
    if finished.as_ref().is_none_or(|finished| finished.exhausted) {
        includer.lose(TOO_MUCH);
    }
    let mut document =
        Document { errors: includer.errors, warnings: includer.warnings, ..Document::default() };
    if let Some(finished) = finished {
        document.root = finished.root;
        document.errors.extend(finished.errors);
    }
    let lossy = includer.lossy;
    unfilled::tell(&mut document.errors, loader.sources());
    // Behind an error a brace may close the wrong block, so what seems to be missing may be there.
    let broken = document.errors.first().map(|first| {
        let (sources, place) = (loader.sources(), first.span);
        let line = sources.position(place).line;
        Reason::new(format!("{} has a syntax error in line {line}", sources.path(place.file)))
    });
    document.lossy = lossy.or(broken);
    Some(document)
}

/// The comments of a file, also of one with mistakes.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let comments = lexer::tokens(text).into_iter().filter(|lexeme| lexeme.token == lexer::Token::Comment);
    comments.map(|lexeme| lexeme.range).collect()
}
