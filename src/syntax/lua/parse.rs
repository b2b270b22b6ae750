//! From text to full_moon's tree, around everything full_moon cannot take.

use std::borrow::Cow;
use std::collections::BTreeSet;

use full_moon::LuaVersion;
use full_moon::ast::Ast;

use super::depth::{Depth, depth};
use super::repair::repair;
use super::scan::{Kind, Token, scan};
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
        let text = without_empty_statements(text, &plain.tokens);
        let (ast, mut errors) = full_moon(&text, &text, file);
        if errors.is_empty() {
            errors = stray_breaks(&text, &plain.tokens, file);
            if !errors.is_empty() {
                return Parsed { ast: Some(ast), errors, refused: None };
            }
        }
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
    let mended = without_empty_statements(&mended, &again.tokens);
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

fn refuse_depth(tokens: &[Token], text: &str, file: FileId) -> Option<Parsed> {
    let (token, cause) = match depth(tokens, text) {
        Depth::Fine => return None,
        Depth::BeyondUs => return Some(Parsed { ast: None, errors: Vec::new(), refused: Some(TOO_DEEP) }),
        Depth::BeyondLua(token) => (token, "brackets or blocks are nested deeper here than Lua accepts"),
    };
    let error = SyntaxError::new(Span::new(file, token.start, token.end), cause);
    Some(Parsed { ast: None, errors: vec![error], refused: Some(TOO_DEEP) })
}

/// Every `break` outside of a loop, which Lua refuses and full_moon does not.
fn stray_breaks(text: &str, tokens: &[Token], file: FileId) -> Vec<SyntaxError> {
    // What is open: `f` for a function, `l` for a loop, `b` for any other block.
    let mut open: Vec<u8> = Vec::new();
    let mut next_do_loops = false;
    let mut errors = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == Kind::Keyword) {
        match text.get(token.start..token.end).unwrap_or_default() {
            "function" => open.push(b'f'),
            "if" => open.push(b'b'),
            "while" | "for" => next_do_loops = true,
            "do" => open.push(if std::mem::take(&mut next_do_loops) { b'l' } else { b'b' }),
            "repeat" => open.push(b'l'),
            "end" | "until" => {
                open.pop();
            }
            "break" => {
                let innermost = open.iter().rev().find(|kind| **kind != b'b');
                if innermost != Some(&b'l') {
                    let span = Span::new(file, token.start, token.end);
                    errors.push(SyntaxError::new(span, "this `break` is not inside a loop").fix("remove it"));
                }
            }
            _ => {}
        }
    }
    errors
}

/// Lua 5.2 and newer accept a `;` that ends nothing, full_moon does not: it becomes a space.
fn without_empty_statements<'t>(text: &'t str, tokens: &[Token]) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    // What is open: `{`, `(`, `[`, or `p` for the parameters of a function, or `b` for a block.
    let mut open: Vec<u8> = Vec::new();
    let mut before_parameters = false;
    let mut after_nothing = true;
    for token in tokens {
        let word = text.get(token.start..token.end).unwrap_or_default();
        let ends_nothing = after_nothing && !matches!(open.last(), Some(b'{' | b'(' | b'['));
        let is_code = matches!(token.kind, Kind::Symbol | Kind::Keyword);
        after_nothing = false;
        match word {
            _ if !is_code => {}
            "function" => {
                open.push(b'b');
                before_parameters = true;
            }
            "(" => open.push(if std::mem::take(&mut before_parameters) { b'p' } else { b'(' }),
            "{" => open.push(b'{'),
            "[" => open.push(b'['),
            ")" | "}" | "]" => after_nothing = open.pop() == Some(b'p'),
            "if" => open.push(b'b'),
            "do" | "repeat" => {
                open.push(b'b');
                after_nothing = true;
            }
            "end" | "until" => {
                open.pop();
            }
            "then" | "else" | "::" => after_nothing = true,
            ";" => {
                after_nothing = true;
                if ends_nothing {
                    text.to_mut().replace_range(token.start..token.end, " ");
                }
            }
            _ => {}
        }
    }
    text
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
