//! Lua as Prosody's configuration uses it: parsed by full_moon, evaluated abstractly.

mod config;

pub use config::{
    Header, Include, IncludeProblem, Options, ProsodyConfig, ProsodyVersion, Section, SectionKind,
};

use crate::load::Loader;

/// Evaluates `main` (a path inside the loader's tree) and everything it includes.
pub fn evaluate(main: &str, loader: &mut Loader<'_>, options: &Options) -> ProsodyConfig {
    let _ = (main, loader, options);
    ProsodyConfig::default()
}
