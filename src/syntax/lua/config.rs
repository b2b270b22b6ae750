//! What Prosody's config manager holds after loading.

use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Reason};

/// The generations of Prosody that read a configuration differently.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ProsodyVersion {
    /// 0.11 and older.
    V0_11,
    /// 0.12.
    V0_12,
    /// 13 and newer.
    V13,
}

/// What evaluation may assume.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The installed version; where unknown, what the versions disagree on is unknown.
    pub version: Option<ProsodyVersion>,
    /// Environment variables of the service, if known (`show --env`); others are unknown.
    pub env: Vec<(String, String)>,
}

/// Prosody's configuration after loading.
#[derive(Clone, Debug, Default)]
pub struct ProsodyConfig {
    /// The files that were loaded, in order; the main file first.
    pub files: Vec<FileId>,
    /// The global section first, then each host in the order it was first opened.
    pub sections: Vec<Section>,
    /// Every `Include` that was reached.
    pub includes: Vec<Include>,
    /// What makes Prosody refuse the whole configuration.
    pub errors: Vec<SyntaxError>,
    /// What Prosody (or we) would warn about, but load.
    pub warnings: Vec<SyntaxError>,
    /// Values that are not what they look like, or not known for a reason that the admin should see.
    pub notes: Vec<SyntaxError>,
    /// Options that one file sets again in the same section, which Prosody 0.12 and newer warn about.
    pub duplicates: Vec<SyntaxError>,
    /// Uses of the Lua library without `Lua.`, which Prosody 13 warns about.
    pub library_uses: Vec<SyntaxError>,
    /// Why there may be more of either.
    pub duplicates_unknown: Option<Reason>,
    /// What makes Prosody refuse the whole configuration only because the path of the file is long.
    pub long_paths: Vec<SyntaxError>,
    /// Where that may happen, and why it is not certain.
    pub long_path_unknown: Option<(Reason, Span)>,
    /// A place at which Prosody refuses the configuration if it is reached, which is not certain.
    pub may_stop: Option<Span>,
    /// Set when something could not be followed, so that what seems to be missing may be there.
    pub lossy: Option<Reason>,
}

/// What a section is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SectionKind {
    /// What stands outside of any host.
    Global,
    /// `VirtualHost "x"`.
    VirtualHost,
    /// `Component "x" "module"`.
    Component,
}

/// One line that opens a section.
#[derive(Clone, Debug)]
pub struct Header {
    /// From the word `VirtualHost` or `Component` to the end of its last string argument.
    pub span: Span,
    /// The name in its quotes.
    pub name_span: Span,
    /// The module in its quotes, for a Component that has one.
    pub module: Option<Node>,
    /// Why it is not known whether this header is the last one, if another file gives another module.
    pub unordered: Option<Reason>,
}

/// The options of one scope.
#[derive(Clone, Debug)]
pub struct Section {
    /// The host name in lower case; `*` for the global section.
    pub name: String,
    /// What it is.
    pub kind: SectionKind,
    /// Every place that opens it; none for the global section. A later one takes effect after an earlier.
    pub headers: Vec<Header>,
    /// The options; replaced definitions are in [`crate::value::Entry::beaten`].
    pub options: Map,
}

/// An `Include` and what came of it.
#[derive(Clone, Debug)]
pub struct Include {
    /// The whole call.
    pub span: Span,
    /// The path or pattern, as a path inside the tree.
    pub pattern: String,
    /// The files it loaded.
    pub files: Vec<FileId>,
    /// Why it makes the configuration fail, if it does.
    pub problem: Option<IncludeProblem>,
}

/// Why an `Include` fails.
#[derive(Clone, Debug)]
pub struct IncludeProblem {
    /// The file or directory that could not be read.
    pub path: String,
    /// Why not.
    pub error: crate::load::ReadError,
}
