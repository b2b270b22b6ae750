//! Files that a program refuses, or reads otherwise than they look.

use crate::check::{Finding, Problem, Rule, Sink};
use crate::syntax::SyntaxError;

mod invalid_apache;
mod invalid_compose;
mod invalid_dotenv;
mod invalid_hocon;
mod invalid_javascript;
mod invalid_lua;
mod invalid_nginx;
mod invalid_properties;
mod javascript_stops_early;
mod javascript_without_effect;
mod placeholder_left;
mod truncated_hocon_value;
mod unquoted_lua_value;

pub(super) const RULES: &[&dyn Rule] = &[
    &invalid_compose::InvalidCompose,
    &invalid_dotenv::InvalidDotenv,
    &invalid_apache::InvalidApache,
    &invalid_hocon::InvalidHocon,
    &invalid_javascript::InvalidJavascript,
    &invalid_lua::InvalidLua,
    &invalid_nginx::InvalidNginx,
    &invalid_properties::InvalidProperties,
    &javascript_stops_early::JavascriptStopsEarly,
    &javascript_without_effect::JavascriptWithoutEffect,
    &placeholder_left::PlaceholderLeft,
    &truncated_hocon_value::TruncatedHoconValue,
    &unquoted_lua_value::UnquotedLuaValue,
];

/// Reports an error that a loader found, in the loader's words. What it means for calls is the rule's to say.
fn report(sink: &mut Sink<'_>, error: &SyntaxError, message: &str, effect: &str) {
    sink.report(finding(error, message, effect));
}

/// The finding for an error that a loader found.
fn finding(error: &SyntaxError, message: &str, effect: &str) -> Finding {
    let fix =
        error.fix.clone().unwrap_or_else(|| "correct this place, or restore the file as it was".to_owned());
    Finding::new(Problem {
        place: error.span,
        label: error.cause.clone(),
        message: message.to_owned(),
        effect: effect.to_owned(),
        help: sentence(&fix),
    })
}

/// The first error of every file: what a parser says after it is mostly an echo.
fn first_of_each_file<'e>(errors: impl Iterator<Item = &'e SyntaxError>) -> Vec<&'e SyntaxError> {
    let mut firsts: Vec<&SyntaxError> = Vec::new();
    for error in errors {
        match firsts.iter_mut().find(|first| first.span.file == error.span.file) {
            Some(first) if error.span.start < first.span.start => *first = error,
            Some(_) => {}
            None => firsts.push(error),
        }
    }
    firsts
}

/// A clause as a sentence of its own.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
