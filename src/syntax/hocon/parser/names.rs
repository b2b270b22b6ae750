//! Keys, paths and include statements.

use std::ops::Range;

use super::{Include, IncludeKind, Item, Parser};
use crate::syntax::SyntaxError;
use crate::syntax::hocon::lexer::{Lexeme, Problem, Token};
use crate::text::{FileId, Span};

impl Parser<'_> {
    pub(super) fn include(&mut self) -> Option<Item> {
        let start = self.range();
        self.step();
        self.skip_trivia();
        let mut opening = String::new();
        let mut end = self.at;
        // A blank may stand behind a parenthesis only.
        while matches!(self.token(), Token::Unquoted) && (self.at == end || opening.ends_with('(')) {
            opening.push_str(self.slice());
            self.step();
            end = self.at;
            self.skip_trivia();
        }
        let (required, rest) = match opening.strip_prefix("required(") {
            Some(rest) => (true, rest),
            None => (false, opening.as_str()),
        };
        let kind = match rest {
            "" => Some(IncludeKind::Heuristic),
            "file(" => Some(IncludeKind::File),
            "classpath(" => Some(IncludeKind::Classpath),
            "url(" => Some(IncludeKind::Url),
            _ => None,
        };
        let name = match self.token() {
            Token::Quoted(name) => Some(name.clone()),
            _ => None,
        };
        let (Some(kind), Some(name)) = (kind, name) else {
            let span = self.span(start);
            return self.give_up(
                SyntaxError::new(span, "include is not followed by the name of a file in quotes")
                    .fix("write include \"file.conf\", or put include in quotes if a key is meant"),
            );
        };
        let mut end = self.range().end;
        self.step();
        let mut open = opening.matches('(').count();
        while open > 0 {
            self.skip_trivia();
            let closing = self.slice().bytes().take_while(|byte| *byte == b')').count();
            if !matches!(self.token(), Token::Unquoted)
                || closing == 0
                || closing < self.range().len()
                || closing > open
            {
                let span = self.span(start.start..end);
                return self.give_up(
                    SyntaxError::new(span, "the parenthesis of this include is not closed")
                        .fix("add the closing )"),
                );
            }
            open -= closing;
            end = self.range().end;
            self.step();
        }
        let span = self.span(start.start..end);
        Some(Item::Include(Include { kind, required, name, span }))
    }
}

/// Reads the tokens of a dotted path, as a key or in a substitution. Only dots outside of quotes part it.
pub(super) fn key_path(file: FileId, text: &str, tokens: &[Lexeme]) -> Result<Vec<(String, Span)>, String> {
    let used = tokens.iter().position(|lexeme| lexeme.token != Token::Blank).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|lexeme| lexeme.token != Token::Blank).map_or(used, |last| last + 1);
    let tokens = &tokens[used..last];
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Err("there is no name".to_owned());
    };
    let mut path = Vec::new();
    let (mut key, mut start, mut empty_is_meant) = (String::new(), first.range.start, false);
    let mut end_key = |key: &mut String, range: Range<usize>, empty_is_meant: &mut bool| {
        if key.is_empty() && !std::mem::take(empty_is_meant) {
            return Err("there is a dot at its start or end, or two in a row".to_owned());
        }
        *empty_is_meant = false;
        path.push((std::mem::take(key), Span::new(file, range.start, range.end)));
        Ok(())
    };
    for (at, lexeme) in tokens.iter().enumerate() {
        let raw = &text[lexeme.range.clone()];
        match &lexeme.token {
            Token::Quoted(value) => {
                key.push_str(value);
                empty_is_meant |= value.is_empty();
            }
            // Blanks count only between two simple values.
            Token::Blank if !tokens[at - 1].is_simple() || !tokens[at + 1].is_simple() => {}
            Token::Unquoted | Token::Number | Token::True | Token::False | Token::Null | Token::Blank => {
                let mut at = lexeme.range.start;
                for (nth, part) in raw.split('.').enumerate() {
                    if nth > 0 {
                        end_key(&mut key, start..at, &mut empty_is_meant)?;
                        at += 1;
                        start = at;
                    }
                    key.push_str(part);
                    at += part.len();
                }
            }
            Token::Problem(Problem::Reserved(c)) => return Err(format!("the character {c} needs quotes")),
            _ => return Err(format!("{raw} needs quotes in a name")),
        }
    }
    end_key(&mut key, start..last.range.end, &mut empty_is_meant)?;
    Ok(path)
}
