//! JavaScript as `config.js` uses it: parsed by swc, evaluated abstractly.

use crate::syntax::{SyntaxError, guard, unfilled};
use crate::text::{FileId, Sources, Span};
use crate::value::{Map, Reason};

mod assign;
mod browser;
mod call;
mod control;
mod errors;
mod evaluate;
mod expr;
mod heap;
mod hoist;
#[cfg(test)]
mod hostile_tests;
mod literal;
mod methods;
mod operators;
mod parse;
mod scan;
mod ssi;
#[cfg(test)]
mod tests;
mod text;
mod tolerated;
mod words;

/// What evaluation may assume.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Values of SSI variables (`<!--# echo var="…" -->`); a variable that is not named takes its `default`.
    pub ssi: Vec<(String, String)>,
}

/// The global variables after all scripts of one page ran.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Global variables by name: `config`, `interfaceConfig`, and helpers such as `subdomain`.
    pub globals: Map,
    /// Errors that stop a whole script.
    pub errors: Vec<SyntaxError>,
    /// Errors at run time: the rest of that script is skipped, what was set before it stays.
    pub exceptions: Vec<SyntaxError>,
    /// What a browser accepts but surely was not meant.
    pub warnings: Vec<SyntaxError>,
    /// A place at which a script stops if it is reached, which is not certain.
    pub may_stop: Option<Span>,
    /// Set when something could not be followed, so that what seems to be missing may be there.
    pub lossy: Option<(Reason, Option<Span>)>,
}

/// Evaluates the scripts of one page, in order.
pub fn evaluate(scripts: &[FileId], sources: &Sources, options: &Options) -> Page {
    let page = guard::run(|| {
        let parsed = scripts.iter().map(|file| parse::parse(*file, sources, options)).collect::<Vec<_>>();
        evaluate::run(&parsed, sources)
    });
    let mut page = page.unwrap_or_else(|| Page {
        lossy: Some((Reason::new("the scripts cannot be read"), None)),
        ..Page::default()
    });
    unfilled::tell(&mut page.errors, sources);
    page.globals.seal_secrets();
    page
}

/// The comments of a script.
pub fn comments(text: &str) -> Vec<std::ops::Range<usize>> {
    let rendered = ssi::render(text, &Options::default());
    let original = |range: std::ops::Range<usize>| {
        let (start, end) = rendered.original(range.start, range.end);
        start..end
    };
    scan::scan(&rendered.text).comments.into_iter().map(original).collect()
}
