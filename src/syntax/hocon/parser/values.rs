//! Values: one, several that are joined, and lists.

use std::ops::Range;

use super::names::key_path;
use super::{Expr, Parser, Scalar, Written, number};
use crate::syntax::SyntaxError;
use crate::syntax::hocon::errors;
use crate::syntax::hocon::lexer::Token;
use crate::text::Span;

impl Parser<'_> {
    /// The value after a separator, which may start in a later line.
    pub(super) fn field_value(&mut self, key: Range<usize>) -> Written {
        let separator = self.at;
        let key = key.start..self.tokens[separator - 1].range.end;
        self.skip_blanks();
        let comment = matches!(self.token(), Token::Comment).then(|| self.range());
        let newline = self.skip_trivia();
        let start = self.at;
        let broken = Written { expr: Expr::Broken, span: self.span(key.clone()) };
        if matches!(self.token(), Token::Comma | Token::CloseBrace | Token::CloseBracket | Token::End) {
            let error = errors::no_value(self.file, self.text, key, comment);
            self.error(error.noticed(self.span(self.range())));
            return broken;
        }
        if matches!(self.token(), Token::Equals | Token::Colon | Token::PlusEquals) {
            let span = self.span(self.range());
            self.error(
                SyntaxError::new(span, "there are two separators between a key and its value")
                    .fix("remove one"),
            );
            self.skip_line();
            return broken;
        }
        let (pieces, span) = self.pieces();
        // The next line is `key {`, and the brace has been read as a part of the value.
        let key_follows = match &pieces[..] {
            [first, .., last] => {
                matches!(first.expr, Expr::Scalar { .. }) && matches!(last.expr, Expr::Object(_))
            }
            _ => false,
        };
        let end = self.at;
        self.skip_blanks();
        let key_follows =
            key_follows || matches!(self.token(), Token::Equals | Token::Colon | Token::PlusEquals);
        if newline && key_follows {
            let error = errors::no_value(self.file, self.text, key, comment);
            self.error(error.noticed(self.span(self.range())));
            // The next line is a definition of its own.
            self.at = separator;
            self.skip_line();
            return broken;
        }
        if newline && !matches!(self.tokens[start].token, Token::OpenBrace | Token::OpenBracket) {
            let error = errors::value_in_next_line(self.file, self.text, key, comment);
            self.tree.warnings.push(error);
        }
        self.at = end;
        let joined = self.join(pieces, span);
        self.checked(start, joined, false)
    }

    fn key_follows(&self) -> bool {
        let next = self.tokens[self.at..].iter().find(|lexeme| lexeme.token != Token::Blank);
        next.is_some_and(|lexeme| matches!(lexeme.token, Token::Equals | Token::PlusEquals))
    }

    fn at_end_of_value(&self) -> bool {
        let next = self.tokens[self.at..].iter().find(|lexeme| lexeme.token != Token::Blank);
        next.is_none_or(|lexeme| {
            matches!(
                lexeme.token,
                Token::Newline | Token::Comment | Token::Comma | Token::CloseBrace | Token::End
            )
        })
    }

    /// Sees to what follows a value that started at the token `start`.
    fn checked(&mut self, start: usize, value: Written, in_list: bool) -> Written {
        let here = self.at;
        let ends = self.at_end_of_value();
        self.skip_blanks();
        if ends || in_list && matches!(self.token(), Token::CloseBracket) {
            self.remark(start, here);
            return value;
        }
        let begin = self.tokens[start].range.start;
        let error = errors::bad_value(self.file, self.text, begin, &self.tokens[self.at]);
        let span = error.span;
        self.error(error);
        self.skip_line();
        Written { expr: Expr::Broken, span }
    }

    /// Warns of values that are read otherwise than they look.
    fn remark(&mut self, start: usize, end: usize) {
        let Some(last) = end.checked_sub(1).filter(|last| *last >= start) else { return };
        let range = self.tokens[start].range.start..self.tokens[last].range.end;
        let bare = !matches!(
            self.tokens[last].token,
            Token::Quoted(_) | Token::Substitution { .. } | Token::CloseBrace | Token::CloseBracket
        );
        if bare && matches!(self.tokens[end].token, Token::Comment) {
            let comment = &self.text[self.tokens[end].range.clone()];
            let rest = comment.find(char::is_whitespace).unwrap_or(comment.len());
            let mark = if comment.starts_with('#') { "#" } else { "//" };
            self.warn(
                range.start..range.end + rest,
                &format!("everything from the {mark} on is a comment, so the value ends before it"),
                &format!(
                    "put the value in double quotes, or a space before the {mark} if a comment is meant"
                ),
            );
        } else if start == last && bare {
            let text = &self.text[range.clone()];
            let digits = text.strip_prefix('-').unwrap_or(text);
            if number(text).is_none() && digits.len() > 18 && digits.bytes().all(|byte| byte.is_ascii_digit())
            {
                self.warn(
                    range,
                    "this number has too many digits for a number, so it is read as a text",
                    "put it in double quotes if a text is meant",
                );
                return;
            }
        }
        let text = &self.text[self.tokens[start].range.start..self.tokens[last].range.end];
        if let Some((cause, fix)) = errors::false_quotes(text) {
            let range = self.tokens[start].range.start..self.tokens[last].range.end;
            self.warn(range, cause, fix);
        }
    }

    /// One value, or several to be joined, all in one line.
    fn pieces(&mut self) -> (Vec<Written>, Span) {
        let start = self.range().start;
        let mut pieces: Vec<Written> = Vec::new();
        let mut end = self.at;
        loop {
            let blank = matches!(self.token(), Token::Blank).then(|| self.range());
            self.skip_blanks();
            let simple = self.tokens[self.at].is_simple();
            if !simple && !matches!(self.token(), Token::OpenBrace | Token::OpenBracket) {
                break;
            }
            let after_simple = end > 0 && self.tokens[end - 1].is_simple();
            if let Some(blank) = blank.filter(|_| simple && after_simple && !pieces.is_empty()) {
                pieces.push(self.text_piece(blank));
            }
            let dropped = matches!(self.token(), Token::Unquoted)
                && pieces.last().is_some_and(|last| matches!(last.expr, Expr::List(_) | Expr::Object(_)));
            if dropped {
                self.warn(
                    self.range(),
                    "this text is dropped, because it follows a list or an object",
                    "remove it, or put a line break or a comma before it",
                );
            }
            pieces.push(self.single());
            end = self.at;
        }
        if !pieces.is_empty() {
            self.at = end;
        }
        let finish = end.checked_sub(1).map_or(start, |last| self.tokens[last].range.end).max(start);
        (pieces, self.span(start..finish))
    }

    fn text_piece(&self, range: Range<usize>) -> Written {
        let text = self.text[range.clone()].to_owned();
        Written { expr: Expr::Scalar { scalar: Scalar::Str, text, quoted: false }, span: self.span(range) }
    }

    /// One value of which [`Parser::joined`] knows that it starts here.
    pub(super) fn single(&mut self) -> Written {
        let range = self.range();
        let mut text = self.slice().to_owned();
        let mut quoted = false;
        let scalar = match self.token().clone() {
            Token::OpenBrace => {
                self.step();
                let items = self.object(Some(range.clone()));
                return self.ended(range, Expr::Object(items));
            }
            Token::OpenBracket => {
                self.step();
                let values = self.list(range.clone());
                return self.ended(range, Expr::List(values));
            }
            Token::Substitution { optional, path } => {
                self.step();
                let span = self.span(range);
                let expr = match key_path(self.file, self.text, &path) {
                    Ok(path) => {
                        Expr::Subst { path: path.into_iter().map(|(key, _)| key).collect(), optional }
                    }
                    Err(cause) => {
                        self.error(SyntaxError::new(
                            span,
                            format!("the name in this substitution cannot be: {cause}"),
                        ));
                        Expr::Broken
                    }
                };
                return Written { expr, span };
            }
            Token::Quoted(value) => {
                (text, quoted) = (value, true);
                Scalar::Str
            }
            Token::True => Scalar::Bool(true),
            Token::False => Scalar::Bool(false),
            Token::Null => Scalar::Null,
            Token::Number => number(&text).unwrap_or(Scalar::Str),
            _ => Scalar::Str,
        };
        self.step();
        Written { expr: Expr::Scalar { scalar, text, quoted }, span: self.span(range) }
    }

    fn ended(&self, open: Range<usize>, expr: Expr) -> Written {
        let end = self.at.checked_sub(1).map_or(open.end, |last| self.tokens[last].range.end);
        Written { expr, span: self.span(open.start..end.max(open.end)) }
    }

    /// The inside of a list, up to its closing bracket.
    fn list(&mut self, open: Range<usize>) -> Vec<Written> {
        let mut values: Vec<Written> = Vec::new();
        if !self.descend(1) {
            return values;
        }
        self.lists += 1;
        loop {
            self.skip_trivia();
            match self.token() {
                Token::CloseBracket => {
                    self.step();
                    break;
                }
                Token::End | Token::CloseBrace => {
                    if self.tree.errors.is_empty() {
                        let span = self.span(open);
                        self.error(
                            SyntaxError::new(span, "this bracket is never closed")
                                .fix("add the closing bracket")
                                .noticed(self.span(self.range())),
                        );
                    }
                    break;
                }
                Token::Comma => {
                    let span = self.span(self.range());
                    self.error(
                        SyntaxError::new(span, "there is no value before this comma").fix("remove the comma"),
                    );
                    self.step();
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            let (pieces, span) = self.pieces();
            let value = self.join(pieces, span);
            let opened = open.start;
            if self.key_follows()
                && let Some(newline) = self.tokens[..start]
                    .iter()
                    .rposition(|lexeme| lexeme.token == Token::Newline && lexeme.range.start > opened)
            {
                let span = self.span(open);
                self.error(
                    SyntaxError::new(span, "this bracket is never closed")
                        .fix("add the closing bracket")
                        .noticed(self.span(self.range())),
                );
                self.at = newline;
                break;
            }
            let value = self.checked(start, value, true);
            values.push(value);
            self.skip_trivia();
            if matches!(self.token(), Token::Comma) {
                self.step();
            }
        }
        self.lists -= 1;
        self.depth -= 1;
        values
    }
}
