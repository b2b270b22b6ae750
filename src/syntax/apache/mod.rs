//! The configuration language of Apache httpd.
//!
//! Lines are joined and cut into words as httpd does it, and what it decides while it reads (`Include`, `Define`,
//! `<IfModule>`) is decided here as far as the files tell. What a directive means is not known here.

mod conditions;
mod include;
mod lines;
mod names;
mod parser;
mod passed;
#[cfg(test)]
mod tests;

pub use self::conditions::Modules;
use std::ops::Range;

use crate::load::{Loader, Role};
use crate::syntax::SyntaxError;
pub use crate::syntax::directive::{Directive, Word};
use crate::text::FileId;
use crate::value::Reason;

/// A configuration as httpd evaluates it.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The files that were loaded, in order.
    pub files: Vec<FileId>,
    /// The top-level directives. A condition that holds is replaced by what it encloses, one that does
    /// not hold is left out, and one that cannot be decided stands here with its block.
    pub directives: Vec<Directive>,
    /// The modules that are loaded.
    pub modules: Modules,
    /// What makes httpd refuse the configuration.
    pub errors: Vec<SyntaxError>,
    /// Set when something could not be followed, so that what seems to be missing may be there.
    pub lossy: Option<Reason>,
}

/// Whether a directive has this name; httpd does not care for its case.
pub fn is(directive: &Directive, name: &str) -> bool {
    directive.name.text.eq_ignore_ascii_case(name)
}

/// Whether it is a condition that is decided while the files are read.
pub fn is_condition(directive: &Directive) -> bool {
    directive.block.is_some() && names::is_condition(&directive.name.text.to_ascii_lowercase())
}

/// Reads `main` and what it includes. `None` when the file itself cannot be read. The version is the
/// installed one, as the package names it.
pub fn load(main: &str, version: Option<&str>, loader: &mut Loader<'_>) -> Option<Config> {
    let file = loader.load(main, Role::Apache).ok()?;
    Some(parser::parse(main, file, version, loader))
}

/// The comments of a file: whole lines, also those that a backslash joins to them.
pub fn comments(text: &str, file: FileId) -> Vec<Range<usize>> {
    let lines = lines::Lines::new(file, text).filter(|line| line.rest().starts_with('#'));
    lines.map(|line| line.whole().range()).collect()
}

/// The directives of one file that was read, with its conditions and includes as they stand.
pub fn written(file: FileId, loader: &mut Loader<'_>) -> Vec<Directive> {
    parser::written(file, loader)
}
