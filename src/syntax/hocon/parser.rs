//! Tokens to an unresolved tree, definitions in the order they are written.
//!
//! An error does not end the reading: the rest of its line is left out and the next line read.

use std::ops::Range;

use super::errors;
use super::lexer::{self, Lexeme, Problem, Token};
use crate::syntax::{SyntaxError, guard};
use crate::text::{FileId, Span};

/// A value that needs no looking up.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str,
}

/// A value as it is written.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// The text is what joining with other values uses: `8e5` stays `8e5` in `8e5f`.
    Scalar {
        scalar: Scalar,
        text: String,
        quoted: bool,
    },
    List(Vec<Written>),
    Object(Vec<Item>),
    Concat(Vec<Written>),
    Subst {
        path: Vec<String>,
        optional: bool,
    },
    /// Something with a syntax error in it.
    Broken,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub expr: Expr,
    pub span: Span,
}

/// What an object is made of.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Field { path: Vec<(String, Span)>, append: bool, value: Written },
    Include(Include),
}

/// How an include names its file.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum IncludeKind {
    Heuristic,
    File,
    Classpath,
    Url,
}

/// An include statement.
#[derive(Clone, Debug)]
pub(super) struct Include {
    pub kind: IncludeKind,
    pub required: bool,
    pub name: String,
    pub span: Span,
}

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub items: Vec<Item>,
    pub errors: Vec<SyntaxError>,
    pub warnings: Vec<SyntaxError>,
}

/// The number that a text is to Java: a `Long`, or a `Double` if it has a point or an exponent.
pub(super) fn number(text: &str) -> Option<Scalar> {
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'e' | b'E' | b'+' | b'-' | b'.')) {
        return None;
    }
    if text.contains(['.', 'e', 'E']) {
        let number: f64 = text.parse().ok()?;
        // Java makes whole numbers of them where it can.
        let whole = number as i64;
        let exact = whole as f64 == number && whole != i64::MAX;
        return Some(if exact { Scalar::Int(whole) } else { Scalar::Float(number) });
    }
    if text.contains('+') { None } else { text.parse().ok().map(Scalar::Int) }
}

/// Reads one file.
pub(super) fn parse(file: FileId, text: &str) -> Tree {
    let mut parser = Parser {
        file,
        text,
        tokens: lexer::tokens(text),
        at: 0,
        depth: 0,
        tree: Tree::default(),
        braces: Vec::new(),
    };
    parser.root();
    parser.tree
}

/// A brace whose indentation does not fit to that of its partner.
pub(super) enum Misfit {
    /// Closed by a brace that stands further left.
    Open(Range<usize>),
    /// Closes a brace that stands further left.
    Close(Range<usize>),
}

struct Parser<'t> {
    file: FileId,
    text: &'t str,
    tokens: Vec<Lexeme>,
    at: usize,
    depth: usize,
    tree: Tree,
    braces: Vec<Misfit>,
}

impl Parser<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn token(&self) -> &Token {
        &self.tokens[self.at].token
    }

    fn range(&self) -> Range<usize> {
        self.tokens[self.at].range.clone()
    }

    fn slice(&self) -> &str {
        &self.text[self.range()]
    }

    fn step(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn skip_blanks(&mut self) {
        while matches!(self.token(), Token::Blank) {
            self.step();
        }
    }

    /// Skips what means nothing between keys, separators and values; says whether a line ended.
    fn skip_trivia(&mut self) -> bool {
        let mut newline = false;
        while matches!(self.token(), Token::Blank | Token::Newline | Token::Comment) {
            newline |= matches!(self.token(), Token::Newline);
            self.step();
        }
        newline
    }

    fn error(&mut self, error: SyntaxError) {
        // A file in another language is wrong in every line; a page of errors helps nobody.
        if self.tree.errors.len() < 20 {
            self.tree.errors.push(error);
        }
    }

    fn warn(&mut self, range: Range<usize>, cause: &str, fix: &str) {
        let span = self.span(range);
        if self.tree.warnings.len() < 100 {
            self.tree.warnings.push(SyntaxError::new(span, cause).fix(fix));
        }
    }

    /// Leaves out the rest of the line, with all of what it opens, but not a bracket that it closes.
    fn skip_line(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.token() {
                Token::End => return,
                Token::Newline if open == 0 => return,
                Token::OpenBrace | Token::OpenBracket => open += 1,
                Token::CloseBrace | Token::CloseBracket if open == 0 => return,
                Token::CloseBrace | Token::CloseBracket => open -= 1,
                _ => {}
            }
            self.step();
        }
    }

    /// Goes down `levels`; an error and the end of the reading when that is too deep.
    fn descend(&mut self, levels: usize) -> bool {
        self.depth += levels;
        if self.depth <= guard::MAX_DEPTH {
            return true;
        }
        if !matches!(self.token(), Token::End) {
            let span = self.span(self.range());
            self.error(SyntaxError::new(span, "this is nested too deep to be meant"));
            self.at = self.tokens.len() - 1;
        }
        false
    }

    fn root(&mut self) {
        self.skip_trivia();
        match self.token() {
            Token::OpenBracket => {
                let span = self.span(self.range());
                self.error(
                    SyntaxError::new(span, "the file is a list, where keys and values are needed")
                        .fix("remove the brackets around the whole file"),
                );
            }
            Token::OpenBrace => {
                let open = self.range();
                self.step();
                let items = self.object(Some(open));
                self.tree.items = items;
                self.skip_trivia();
                if !matches!(self.token(), Token::End) {
                    if !matches!(self.token(), Token::CloseBrace) {
                        let span = self.span(self.range());
                        self.error(
                            SyntaxError::new(
                                span,
                                "the brace that the file starts with is closed before this",
                            )
                            .fix("remove the first brace of the file and its partner before this line"),
                        );
                    }
                    let more = self.object(None);
                    self.tree.items.extend(more);
                }
            }
            _ => {
                let items = self.object(None);
                self.tree.items = items;
            }
        }
    }

    /// The inside of an object, up to its closing brace.
    fn object(&mut self, open: Option<Range<usize>>) -> Vec<Item> {
        let mut items = Vec::new();
        let mut comma = true;
        if !self.descend(1) {
            return items;
        }
        loop {
            self.skip_trivia();
            match self.token() {
                Token::CloseBrace => {
                    let close = self.range();
                    self.step();
                    match &open {
                        Some(open) => {
                            self.braces.extend(errors::misfit(self.text, open, &close));
                            break;
                        }
                        None => self.extra_brace(close),
                    }
                    continue;
                }
                Token::End => {
                    if let Some(open) = open {
                        self.missing_brace(open);
                    }
                    break;
                }
                Token::Comma => {
                    let span = self.span(self.range());
                    let cause = if comma {
                        "there is nothing before this comma"
                    } else {
                        "there are two commas with nothing between them"
                    };
                    self.error(SyntaxError::new(span, cause).fix("remove the comma"));
                    self.step();
                    continue;
                }
                Token::Unquoted if self.slice() == "include" => {
                    items.extend(self.include());
                }
                _ => items.extend(self.field()),
            }
            comma = false;
            self.separator();
        }
        self.depth -= 1;
        items
    }

    fn extra_brace(&mut self, close: Range<usize>) {
        // After another error the braces that are left over prove nothing.
        if !self.tree.errors.is_empty() {
            return;
        }
        let guess = self.braces.iter().find_map(|misfit| match misfit {
            Misfit::Close(range) => Some(range.clone()),
            Misfit::Open(_) => None,
        });
        let span = self.span(guess.unwrap_or(close));
        self.error(SyntaxError::new(span, "there is one closing brace too many").fix("remove this brace"));
    }

    fn missing_brace(&mut self, open: Range<usize>) {
        if !self.tree.errors.is_empty() {
            return;
        }
        let guess = self.braces.iter().find_map(|misfit| match misfit {
            Misfit::Open(range) => Some(range.clone()),
            Misfit::Close(_) => None,
        });
        let span = self.span(guess.unwrap_or(open));
        self.error(SyntaxError::new(span, "this brace is never closed").fix("add the closing brace"));
    }

    /// What stands between two fields: a comma or a line break.
    fn separator(&mut self) {
        let newline = self.skip_trivia();
        match self.token() {
            Token::Comma => self.step(),
            Token::CloseBrace | Token::End => {}
            _ if newline => {}
            _ => {
                let span = self.span(self.range());
                self.error(
                    SyntaxError::new(span, "there is neither a comma nor a line break before this")
                        .fix("start a new line here"),
                );
                self.skip_line();
            }
        }
    }

    fn field(&mut self) -> Option<Item> {
        let start = self.at;
        while self.tokens[self.at].is_simple() && !matches!(self.token(), Token::Substitution { .. })
            || matches!(self.token(), Token::Blank) && self.at > start
        {
            self.step();
        }
        let mut end = self.at;
        while end > start && matches!(self.tokens[end - 1].token, Token::Blank) {
            end -= 1;
        }
        if end == start {
            let error = errors::no_key(self.file, self.text, &self.tokens[self.at]);
            return self.give_up(error);
        }
        let key = self.tokens[start].range.start..self.tokens[end - 1].range.end;
        let path = match key_path(self.file, self.text, &self.tokens[start..end]) {
            Ok(path) => path,
            Err(cause) => {
                let span = self.span(key);
                return self.give_up(SyntaxError::new(span, cause));
            }
        };
        self.skip_trivia();
        let append = match self.token() {
            Token::Equals | Token::Colon => false,
            Token::PlusEquals => true,
            Token::OpenBrace => {
                if !self.descend(path.len() - 1) {
                    return None;
                }
                let value = self.single();
                self.depth -= path.len() - 1;
                return Some(Item::Field { path, append: false, value });
            }
            _ => {
                let error = errors::no_separator(self.file, self.text, key, &self.tokens[self.at]);
                // The next line may be right: only this one is left out.
                self.at = end;
                return self.give_up(error);
            }
        };
        if !self.descend(path.len() - 1) {
            return None;
        }
        self.step();
        let value = self.field_value(key);
        self.depth -= path.len() - 1;
        Some(Item::Field { path, append, value })
    }

    fn give_up(&mut self, error: SyntaxError) -> Option<Item> {
        self.error(error);
        let before = self.at;
        self.skip_line();
        // A bracket that closes nothing would stop every further step.
        if self.at == before && matches!(self.token(), Token::CloseBracket) {
            self.step();
            self.skip_line();
        }
        None
    }

    /// The value after a separator, which may start in a later line.
    fn field_value(&mut self, key: Range<usize>) -> Written {
        let separator = self.at;
        let key = key.start..self.tokens[separator - 1].range.end;
        self.skip_blanks();
        let comment = matches!(self.token(), Token::Comment).then(|| self.range());
        let newline = self.skip_trivia();
        let start = self.at;
        let broken = Written { expr: Expr::Broken, span: self.span(key.clone()) };
        if matches!(self.token(), Token::Comma | Token::CloseBrace | Token::CloseBracket | Token::End) {
            let error = errors::no_value(self.file, self.text, key, comment);
            self.error(error);
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
        let joined = self.joined();
        let key_follows = match &joined.expr {
            // The next line is `key {`, and the brace has been read as a part of the value.
            Expr::Concat(pieces) => {
                matches!(pieces[0].expr, Expr::Scalar { .. })
                    && matches!(pieces[pieces.len() - 1].expr, Expr::Object(_))
            }
            _ => false,
        };
        let end = self.at;
        self.skip_blanks();
        let key_follows =
            key_follows || matches!(self.token(), Token::Equals | Token::Colon | Token::PlusEquals);
        if newline && key_follows {
            let error = errors::no_value(self.file, self.text, key, comment);
            self.error(error);
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

    /// One value, or several that are joined, all in one line.
    fn joined(&mut self) -> Written {
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
        let span = self.span(start..finish);
        match pieces.len() {
            0 => Written { expr: Expr::Broken, span },
            1 => pieces.remove(0),
            _ => Written { expr: Expr::Concat(pieces), span },
        }
    }

    fn text_piece(&self, range: Range<usize>) -> Written {
        let text = self.text[range.clone()].to_owned();
        Written { expr: Expr::Scalar { scalar: Scalar::Str, text, quoted: false }, span: self.span(range) }
    }

    /// One value of which [`Parser::joined`] knows that it starts here.
    fn single(&mut self) -> Written {
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
                                .fix("add the closing bracket"),
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
            let value = self.joined();
            let opened = open.start;
            if self.key_follows()
                && let Some(newline) = self.tokens[..start]
                    .iter()
                    .rposition(|lexeme| lexeme.token == Token::Newline && lexeme.range.start > opened)
            {
                let span = self.span(open);
                self.error(
                    SyntaxError::new(span, "this bracket is never closed").fix("add the closing bracket"),
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
        self.depth -= 1;
        values
    }

    fn include(&mut self) -> Option<Item> {
        let start = self.range();
        self.step();
        self.skip_trivia();
        let mut opening = String::new();
        while matches!(self.token(), Token::Unquoted) {
            opening.push_str(self.slice());
            self.step();
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
fn key_path(file: FileId, text: &str, tokens: &[Lexeme]) -> Result<Vec<(String, Span)>, String> {
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
