//! nginx's configuration language.
//!
//! Words are cut as nginx cuts them. What a directive means is not known here, except where a
//! mistake can only be explained with it: a missing `;` makes the next line part of a directive.

pub(in crate::syntax) mod include;
mod lexer;
mod names;
mod parser;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::load::{Loader, Role};
use crate::syntax::SyntaxError;
pub use crate::syntax::directive::{Directive, Word};
use crate::text::FileId;
use crate::value::Reason;

/// A configuration with its includes in place.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The files that were loaded, in order.
    pub files: Vec<FileId>,
    /// The top-level directives.
    pub directives: Vec<Directive>,
    /// What makes nginx refuse the configuration.
    pub errors: Vec<SyntaxError>,
    /// Set when something could not be followed, so that what seems to be missing may be there.
    pub lossy: Option<Reason>,
}

/// The directives of this name in a block, in order; not those in blocks below it.
pub fn named<'c>(block: &'c [Directive], name: &'c str) -> impl Iterator<Item = &'c Directive> {
    block.iter().filter(move |directive| directive.name.text == name)
}

/// Reads `main` and what it includes. `None` when the file itself cannot be read.
pub fn load(main: &str, loader: &mut Loader<'_>) -> Option<Config> {
    let file = loader.load(main, Role::Nginx).ok()?;
    Some(parser::parse(main, file, loader))
}

/// The directives of one file that was read, with its `include` lines as they stand.
pub fn written(file: FileId, loader: &mut Loader<'_>) -> Vec<Directive> {
    parser::written(file, loader)
}

/// The comments of a file, also of one with mistakes.
pub fn comments(text: &str, file: FileId) -> Vec<Range<usize>> {
    let mut lexer = lexer::Lexer::new(file, text);
    while lexer.statement().end != lexer::End::File {}
    lexer.comments
}
