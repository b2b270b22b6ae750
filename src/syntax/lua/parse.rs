//! From text to full_moon's tree, around everything full_moon cannot take.

use std::collections::BTreeSet;

use full_moon::LuaVersion;
use full_moon::ast::Ast;

use super::repair::repair;
use super::scan::{self, Depth, scan};
use crate::syntax::SyntaxError;
use crate::text::{FileId, SourceFile, Span};

const TOO_DEEP: &str = "is nested too deep to be followed";

/// What could be made of a text.
pub struct Parsed {
    /// The tree; of a mended copy where the text has errors.
    pub ast: Option<Ast>,
    /// What makes Lua refuse the text, at most one a line.
    pub errors: Vec<SyntaxError>,
    /// Why there is no tree although Lua might accept the text: what the file does.
    pub refused: Option<&'static str>,
}

/// Parses a file. To be called on a big stack, where the tree is also to be dropped.
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    let text = source.text();
    let plain = scan(text, file, false);
    if plain.is_too_long() {
        let refused = Some("has more text than any real configuration");
        return Parsed { ast: None, errors: plain.errors.into_iter().take(1).collect(), refused };
    }
    if let Some(parsed) = refuse_depth(&plain.tokens, text, file) {
        return parsed;
    }
    if plain.errors.is_empty() {
        let (ast, errors) = full_moon(text, text, file);
        if errors.is_empty() {
            return Parsed { ast: Some(ast), errors, refused: None };
        }
    }
    let (mended, mut errors) = repair(text, file, source.lines(), scan(text, file, true));
    let again = scan(&mended, file, false);
    if let Some(mut parsed) = refuse_depth(&again.tokens, &mended, file) {
        parsed.errors.splice(0..0, errors);
        return parsed;
    }
    // What the scanner still refuses after mending could make full_moon panic.
    let mended = String::from_utf8_lossy(&again.mended).into_owned();
    let (ast, rest) = full_moon(&mended, text, file);
    let line = |span: Span| source.lines().line_of(span.start as usize);
    let mut explained: BTreeSet<usize> = errors.iter().map(|error| line(error.span)).collect();
    for error in rest {
        // An error at the end, or beside one that is explained, is its consequence.
        let at = line(error.span);
        let at_end = error.span.start as usize >= text.trim_end().len() && !errors.is_empty();
        let beside = (at.saturating_sub(1)..=at + 1).any(|near| explained.contains(&near));
        if !at_end && !beside {
            explained.insert(at);
            errors.push(error);
        }
    }
    errors.sort_by_key(|error| error.span.start);
    errors.dedup_by_key(|error| line(error.span));
    if errors.is_empty() {
        // The mended text parses, yet nothing was found: tell what full_moon says about the original.
        let (_, original) = full_moon(&String::from_utf8_lossy(&plain.mended), text, file);
        errors.extend(original.into_iter().take(1));
    }
    Parsed { ast: Some(ast), errors, refused: None }
}

fn refuse_depth(tokens: &[scan::Token], text: &str, file: FileId) -> Option<Parsed> {
    let (token, cause) = match scan::depth(tokens, text) {
        Depth::Fine => return None,
        Depth::BeyondUs => return Some(Parsed { ast: None, errors: Vec::new(), refused: Some(TOO_DEEP) }),
        Depth::BeyondLua(token) => (token, "brackets or blocks are nested deeper here than Lua accepts"),
    };
    let error = SyntaxError::new(Span::new(file, token.start, token.end), cause);
    Some(Parsed { ast: None, errors: vec![error], refused: Some(TOO_DEEP) })
}

/// The tree of `parsed` and its errors; `original` is the text to quote.
fn full_moon(parsed: &str, original: &str, file: FileId) -> (Ast, Vec<SyntaxError>) {
    let result = full_moon::parse_fallible(parsed, LuaVersion::lua54());
    let errors = result.errors().iter().filter_map(|error| explain(error, parsed, original, file));
    let errors = errors.collect();
    (result.into_ast(), errors)
}

/// A mended text has signs where the original has part of a character: the range of all characters touched.
pub fn whole_characters(text: &str, start: usize, end: usize) -> (usize, usize) {
    let inside = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=start.min(text.len())).rev().find(inside).unwrap_or(0);
    let end = (end.clamp(start, text.len())..=text.len()).find(inside).unwrap_or(text.len());
    (start, end)
}

fn explain(error: &full_moon::Error, parsed: &str, original: &str, file: FileId) -> Option<SyntaxError> {
    let (start, end) = error.range();
    let (start, end) = whole_characters(original, start.bytes(), end.bytes());
    let near = parsed.get(start..end).unwrap_or_default().trim();
    // Lua 5.2 and newer accept an empty statement, full_moon does not.
    if near.chars().all(|c| c == ';') && !near.is_empty() {
        return None;
    }
    let shown = near.lines().next().unwrap_or_default();
    let mut shown: String = shown.chars().take(30).collect();
    if original.get(end..).is_some_and(|rest| rest.starts_with(&shown)) && matches!(shown.as_str(), "&" | "|")
    {
        shown = shown.repeat(2);
    }
    let message = error.error_message();
    let (cause, fix) = if near.is_empty() || start >= parsed.trim_end().len() {
        ("the file ends in the middle of a statement".to_owned(), None)
    } else if let Some((_, better)) = FOREIGN.iter().find(|(word, _)| *word == shown) {
        (format!("`{shown}` is not Lua"), Some(format!("write `{better}`")))
    } else if message.contains("expected `then`") {
        ("this `if` has no `then`".to_owned(), Some("add `then` after the condition".to_owned()))
    } else if message.contains("expected `end`") {
        ("this block has no `end`".to_owned(), Some("add `end`".to_owned()))
    } else if message.contains("after index name") || message.contains("needs to be a") {
        (format!("`{shown}` is not a statement"), Some("is there an `=` or a quote missing?".to_owned()))
    } else {
        (format!("Lua does not expect `{shown}` here"), None)
    };
    let error = SyntaxError::new(Span::new(file, start, end), cause);
    Some(match fix {
        Some(fix) => error.fix(fix),
        None => error,
    })
}

/// Operators of other languages.
const FOREIGN: [(&str, &str); 4] = [("&&", "and"), ("||", "or"), ("!", "not"), ("+=", "a = a + …")];
