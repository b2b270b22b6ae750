//! The real causes: what the writer most probably meant, and what is in its way.

use std::ops::Range;

use super::lexer::{Lexeme, Problem, Token};
use super::parser::Misfit;
use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};

/// From `start` to where a reader would see the end of the value.
fn rest_of_value(text: &str, start: usize) -> Range<usize> {
    let line = &text[start..];
    let line = &line[..line.find('\n').unwrap_or(line.len())];
    let mut end = line.find([',', '}', ']', '{']).unwrap_or(line.len());
    for comment in [" #", "\t#", " //", "\t//"] {
        end = end.min(line.find(comment).unwrap_or(end));
    }
    let end = line[..end].trim_end().len();
    // The place of the error must not be empty.
    let first = line.chars().next().map_or(0, char::len_utf8);
    start..start + end.max(first)
}

fn at(file: FileId, range: Range<usize>) -> Span {
    Span::new(file, range.start, range.end)
}

/// Quotes that quote nothing here.
pub(super) fn false_quotes(value: &str) -> Option<(&'static str, &'static str)> {
    let first = value.chars().next()?;
    match first {
        '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‚' => Some((
            "typographic quotes do not quote, they are part of the value",
            "use straight double quotes",
        )),
        '\'' => Some(("single quotes do not quote, they are part of the value", "use double quotes")),
        _ => None,
    }
}

fn problem(file: FileId, lexeme: &Lexeme, problem: &Problem) -> Option<SyntaxError> {
    let start = lexeme.range.start..lexeme.range.start + 1;
    let end = lexeme.range.end..lexeme.range.end;
    let (range, cause, fix) = match problem {
        Problem::Reserved(_) => return None,
        Problem::OpenString | Problem::NewlineInString => {
            (lexeme.range.clone(), "this string has no closing quote in its line", "add the closing \"")
        }
        Problem::OpenRawString => {
            (start.start..start.start + 3, "this string is never closed", "add the closing \"\"\"")
        }
        Problem::ControlInString(c) => {
            let cause = if *c == '\t' {
                "there is a tab in this string"
            } else {
                "there is a control character in this string"
            };
            (lexeme.range.clone(), cause, "write a tab as \\t, and remove other control characters")
        }
        Problem::Escape => (
            lexeme.range.clone(),
            "a backslash in this string is followed by something that is no escape",
            "write each backslash twice",
        ),
        Problem::OpenSubstitution => {
            (start.start..start.start + 2, "this ${ is not closed in its line", "add the closing }")
        }
    };
    // Where Typesafe stopped to read it.
    Some(SyntaxError::new(at(file, range), cause).fix(fix).noticed(at(file, end)))
}

/// A value that goes on with `next`, which cannot be.
pub(super) fn bad_value(file: FileId, text: &str, start: usize, next: &Lexeme) -> SyntaxError {
    if let Token::Problem(what) = &next.token
        && let Some(error) = problem(file, next, what)
    {
        return error;
    }
    let end = rest_of_value(text, start).end.max(rest_of_value(text, next.range.start).end);
    let whole = at(file, start..end);
    if let Some((cause, fix)) = false_quotes(&text[start..]) {
        return SyntaxError::new(whole, cause).fix(fix);
    }
    let quote = "put the whole value in double quotes";
    let cause = match next.token {
        Token::Problem(Problem::Reserved('@')) => "an @ needs quotes around the value",
        Token::Problem(Problem::Reserved('$')) => {
            "a $ needs quotes around the value, unless it starts a ${substitution}"
        }
        Token::Problem(Problem::Reserved('\\')) => {
            return SyntaxError::new(whole, "a backslash needs quotes around the value")
                .fix("put the whole value in double quotes, with each backslash twice");
        }
        Token::Problem(Problem::Reserved(c)) => {
            return SyntaxError::new(whole, format!("the character {c} needs quotes around the value"))
                .fix(quote);
        }
        Token::Colon => "a colon in a value needs quotes around the value",
        Token::Equals | Token::PlusEquals => "an = in a value needs quotes around the value",
        Token::CloseBracket => {
            return SyntaxError::new(at(file, next.range.clone()), "there is no [ for this closing bracket")
                .fix("remove it");
        }
        _ => "this cannot be a part of the value",
    };
    SyntaxError::new(whole, cause).fix(quote)
}

/// Something that cannot start a key.
pub(super) fn no_key(file: FileId, text: &str, found: &Lexeme) -> SyntaxError {
    let here = at(file, found.range.clone());
    match &found.token {
        Token::Problem(Problem::Reserved(c)) => {
            SyntaxError::new(here, format!("the character {c} needs quotes in a key"))
                .fix("put the key in double quotes")
        }
        Token::Problem(what) => {
            problem(file, found, what).unwrap_or_else(|| SyntaxError::new(here, "there is no key here"))
        }
        Token::Substitution { .. } => SyntaxError::new(here, "a substitution cannot be a key"),
        Token::CloseBracket => {
            SyntaxError::new(here, "there is no [ for this closing bracket").fix("remove it")
        }
        Token::OpenBrace | Token::OpenBracket => {
            SyntaxError::new(here, "there is no key before this bracket").fix("write a key before it")
        }
        _ => SyntaxError::new(at(file, rest_of_value(text, found.range.start)), "there is no key here"),
    }
}

/// A key that is followed by `found` instead of a separator.
pub(super) fn no_separator(file: FileId, text: &str, key: Range<usize>, found: &Lexeme) -> SyntaxError {
    let between = &text[key.end..found.range.start];
    if let Token::Problem(what) = &found.token
        && !between.contains('\n')
    {
        if let Some(error) = problem(file, found, what) {
            return error;
        }
        if let Problem::Reserved(c) = what {
            return SyntaxError::new(
                at(file, key.start..found.range.end),
                format!("the character {c} needs quotes in a key"),
            )
            .fix("put the key in double quotes");
        }
    }
    let line = text[..key.start].trim_end_matches([' ', '\t']);
    if line.ends_with(',') {
        return SyntaxError::new(
            at(file, key),
            "the comma before this ends the value, and no key and value follow",
        )
        .fix("put the whole value in double quotes if the comma belongs to it");
    }
    SyntaxError::new(at(file, key), "there is no = between a key and its value here")
        .fix("write key = value, or put # before the line if it is a comment")
}

/// A key and a separator without a value.
pub(super) fn no_value(
    file: FileId,
    text: &str,
    key: Range<usize>,
    comment: Option<Range<usize>>,
) -> SyntaxError {
    if let Some(comment) = comment {
        let mark = if text[comment.clone()].starts_with('#') { "#" } else { "//" };
        let cause = format!("everything from the {mark} on is a comment, so there is no value");
        return SyntaxError::new(at(file, key.start..comment.end), cause)
            .fix("put the value in double quotes");
    }
    SyntaxError::new(at(file, key), "there is no value after this")
        .fix("write a value, \"\" for an empty text, or remove the line")
}

/// A value that stands in a later line than its key.
pub(super) fn value_in_next_line(
    file: FileId,
    text: &str,
    key: Range<usize>,
    comment: Option<Range<usize>>,
) -> SyntaxError {
    let mut error = no_value(file, text, key, comment);
    error.cause.push_str(" in this line, and the next line is read as the value");
    error
}

/// Compares the indentation of the lines that a brace is opened and closed in.
pub(super) fn misfit(text: &str, open: &Range<usize>, close: &Range<usize>) -> Option<Misfit> {
    // Bounded steps back: a line of braces must not be walked once for each of them.
    let bytes = text.as_bytes();
    let line_of = |at: usize| {
        let line = &bytes[at.saturating_sub(200)..at];
        let start = line.iter().rposition(|byte| *byte == b'\n')? + 1;
        let line = &line[start..];
        let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        Some((indent, indent == line.len()))
    };
    // The first line of a file has no line break before it, and no indentation to speak of.
    let (opened, _) = line_of(open.start).unwrap_or((0, false));
    let (closed, alone) = line_of(close.start)?;
    match closed.cmp(&opened) {
        std::cmp::Ordering::Less if alone => Some(Misfit::Open(open.clone())),
        std::cmp::Ordering::Greater if alone => Some(Misfit::Close(close.clone())),
        _ => None,
    }
}
