//! coturn's `turnserver.conf`: one option a line, `key=value` or `key value`.

mod names;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::names::NAMES;
use crate::secret::Secret;
use crate::syntax::SyntaxError;
use crate::text::{FileId, Sources, Span};
use crate::value::{Map, Node, Value};

/// The options of a file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Options; a flag without value is `true`, the last of several definitions wins.
    pub root: Map,
    /// Lines coturn warns about, or reads otherwise than they look.
    pub warnings: Vec<SyntaxError>,
}

/// Parses a file.
pub fn parse(file: FileId, sources: &Sources) -> Document {
    let mut document = Document::default();
    let mut start = 0;
    for line in sources.file(file).text().split_inclusive('\n') {
        let option = line.trim_start_matches([' ', '\t', '\n']);
        let at = start + (line.len() - option.len());
        start += line.len();
        let option = option.trim_end_matches(|c: char| c.is_ascii_whitespace() || c == '\u{B}');
        if !option.is_empty() && !option.starts_with('#') {
            read_option(file, at, option, &mut document);
        }
    }
    document.root.seal_secrets();
    document
}

/// The comments of a file: whole lines.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        start += line.len();
        start - line.trim_start_matches([' ', '\t']).len()..start
    });
    lines.filter(|line| text[line.clone()].starts_with('#')).collect()
}

/// `option` is a line without blanks around it; it starts at byte `at`.
fn read_option(file: FileId, at: usize, option: &str, document: &mut Document) {
    const PARTING: [char; 3] = [' ', '\t', '='];
    let name = option.split(PARTING).next().unwrap_or_default();
    let raw = option[name.len()..].trim_start_matches(PARTING);
    let name_span = Span::new(file, at, at + name.len());
    let value_span = Span::new(file, at + option.len() - raw.len(), at + option.len());
    if let Err(name) = NAMES.binary_search(&name).map_err(|_| name) {
        document.warnings.push(unknown_name(name, name_span));
    }
    if option.len() == name.len() {
        document.root.set(name, name_span, Node::new(Value::Bool(true), name_span));
        return;
    }
    let text = match raw.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').unwrap_or(quoted),
        None => raw,
    };
    if raw.ends_with(';') {
        let end = Span::new(file, at + option.len() - 1, at + option.len());
        let cause = "no `;` ends a line in this file; coturn takes it as part of the value";
        document.warnings.push(SyntaxError::new(end, cause).fix("remove the `;`"));
    } else if let Some(comment) = comment(raw) {
        let place = Span::new(file, value_span.start as usize + comment, value_span.end as usize);
        let cause = "coturn knows comments only at the start of a line; this is part of the value";
        document.warnings.push(SyntaxError::new(place, cause).fix("write the comment in a line of its own"));
    }
    // These hold a password among other things.
    let secret = name == "user" || name.ends_with("userdb") || name == "redis-statsdb";
    let value = if secret { Value::Secret(Secret::new(text)) } else { Value::Str(text.to_owned()) };
    document.root.set(name, name_span, Node::new(value, value_span));
}

/// Where something starts that was meant as a comment behind a value.
fn comment(raw: &str) -> Option<usize> {
    if raw.starts_with('"') {
        return None;
    }
    raw.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || raw[..*at].ends_with([' ', '\t']))
}

fn unknown_name(name: &str, span: Span) -> SyntaxError {
    let error = SyntaxError::new(span, "coturn has no option of this name and ignores the line");
    let wanted = name.trim_matches(['-', ':']).to_ascii_lowercase().replace('_', "-");
    match NAMES.iter().find(|known| **known == wanted) {
        Some(known) => error.fix(format!("write `{known}`")),
        None => error,
    }
}
