//! Lua as Prosody's configuration uses it: parsed by full_moon, evaluated abstractly.

mod assign;
mod calls;
mod config;
mod depth;
mod evaluate;
mod expr;
mod files;
mod handles;
mod include;
mod library;
mod merge;
mod numbers;
mod operators;
mod order;
mod parse;
mod prosody;
mod repair;
mod scan;
mod sections;
mod statements;
mod strings;
#[cfg(test)]
mod tests;

pub use config::{
    Header, Include, IncludeProblem, Options, ProsodyConfig, ProsodyVersion, Section, SectionKind,
};

use std::ops::Range;

use crate::load::Loader;
use crate::syntax::unfilled;
use crate::text::FileId;
use crate::value::Value;

/// The number that Lua's `tonumber` makes of a value.
pub fn to_number(value: &Value) -> Option<f64> {
    numbers::of(value).map(|number| match number {
        strings::Number::Int(number) => number as f64,
        strings::Number::Float(number) => number,
    })
}

/// A number as Lua writes it.
pub fn number_text(value: &Value) -> Option<String> {
    numbers::shown(value).filter(|_| !matches!(value, Value::Str(_)))
}

/// Evaluates `main` (a path inside the loader's tree) and everything it includes.
pub fn evaluate(main: &str, loader: &mut Loader<'_>, options: &Options) -> ProsodyConfig {
    let mut config = match options.version {
        Some(version) => evaluate_as(version, main, loader, options),
        None => {
            let old = evaluate_as(ProsodyVersion::V0_12, main, loader, options);
            let new = evaluate_as(ProsodyVersion::V13, main, loader, options);
            merge::merge(old, new)
        }
    };
    unfilled::tell(&mut config.errors, loader.sources());
    config
}

fn evaluate_as(
    version: ProsodyVersion,
    main: &str,
    loader: &mut Loader<'_>,
    options: &Options,
) -> ProsodyConfig {
    let mut evaluator = evaluate::Evaluator::new(loader, options, version);
    evaluator.run_main(main);
    evaluator.finish()
}

/// The comments of a file, also of one with mistakes.
pub fn comments(text: &str, file: FileId) -> Vec<Range<usize>> {
    scan::scan(text, file, false).comments
}
