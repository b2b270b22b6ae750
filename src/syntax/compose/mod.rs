//! The compose files of a project, as `docker compose config` reads them.
//!
//! Variables come from the `.env` file beside them. Compose also looks at the environment that it is started with,
//! which is stronger; what it holds is not written anywhere, so a variable that only could be set there counts as not
//! set, as it is when systemd or cron starts compose. What every login sets, such as `HOME`, is unknown.

mod comments;
mod complaint;
mod items;
mod merge;
mod places;
mod scalar;
mod services;
#[cfg(test)]
mod tests;
mod variables;
mod yaml;

use std::ops::Range;

use crate::load::{Loader, Role, join};
use crate::syntax::SyntaxError;
use crate::syntax::dotenv;
use crate::text::{FileId, Span};
use crate::value::{Map, Reason};

pub use variables::Used;
use variables::Variables;

/// What a project is read with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The environment that compose is started with: it is stronger than `.env`.
    pub env: Vec<(String, String)>,
    /// The `.env` file, as it was read.
    pub dotenv: Option<dotenv::Document>,
    /// Whether there may be a `.env` file that was not read.
    pub dotenv_elsewhere: bool,
}

/// A project: all files over each other.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Each service by name: `image`, `environment`, `ports`, `volumes` and some texts, in one form
    /// whatever form the files have.
    pub services: Map,
    /// What makes compose refuse the files.
    pub errors: Vec<SyntaxError>,
    /// Variables that are named and not set, so that nothing stands in their place.
    pub warnings: Vec<SyntaxError>,
    /// Every variable that is named in a `${…}`, with its places.
    pub used: Vec<Used>,
    /// The files that were read, in the order in which they are laid over each other.
    pub files: Vec<FileId>,
    /// Why some of it may be missing: a file that could not be read, or a feature that is not followed.
    pub incomplete: Option<Reason>,
}

/// Reads the files of a project; each is laid over the ones before it. `role` is theirs in the ledger.
pub fn load(paths: &[String], role: Role, loader: &mut Loader<'_>, options: &Options) -> Document {
    let mut document = Document::default();
    let mut variables = Variables::new(options);
    let mut root = Map::default();
    for path in paths {
        let file = match loader.load(path, role) {
            Ok(file) => file,
            Err(error) => {
                document.incomplete.get_or_insert(Reason::new(format!("{path} cannot be read: {error}")));
                continue;
            }
        };
        document.files.push(file);
        let parsed = yaml::parse(file, loader.sources().file(file).text());
        document.errors.extend(parsed.errors);
        document.incomplete = document.incomplete.or(parsed.incomplete);
        let empty = parsed.roots.is_empty();
        for mut node in parsed.roots {
            variables.interpolate(&mut node, &mut document);
            match node.value {
                crate::value::Value::Map(map) => merge::over(&mut root, map),
                _ => document.errors.push(
                    SyntaxError::new(node.span, "a compose file is an object, and this is none")
                        .fix("begin the file with `services:`"),
                ),
            }
        }
        if empty && document.errors.is_empty() {
            document
                .errors
                .push(SyntaxError::new(Span::start_of(file), "this compose file is empty").fix("restore it"));
        }
    }
    let dir = paths.first().map(|path| crate::load::parent(path).to_owned()).unwrap_or_default();
    services::read(&root, &dir, loader, &variables, &mut document);
    document.services.seal_secrets();
    document
}

/// The comments of a file, up to the place from which it cannot be read.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    comments::find(text)
}

/// The path of a file that a compose file names, inside of the tree.
fn beside(dir: &str, path: &str) -> String {
    join(dir, path)
}
