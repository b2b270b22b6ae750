//! JavaScript as `config.js` uses it: parsed by swc, evaluated abstractly.

use crate::syntax::SyntaxError;
use crate::text::{FileId, Sources, Span};
use crate::value::{Map, Reason};

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
    /// Set when something could not be followed, so that what seems to be missing may be there.
    pub lossy: Option<(Reason, Option<Span>)>,
}

/// Evaluates the scripts of one page, in order.
pub fn evaluate(scripts: &[FileId], sources: &Sources, options: &Options) -> Page {
    let _ = (scripts, sources, options);
    Page::default()
}
