//! Tokens to an unresolved tree, definitions in the order they are written.
//!
//! An error does not end the reading: the rest of its line is left out and the next line read.

use std::ops::Range;

mod join;
mod names;
mod values;

use super::errors;
use super::lexer::{self, Lexeme, Token};
use crate::syntax::{SyntaxError, guard};
use crate::text::{FileId, Span};
use names::key_path;

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
        lists: 0,
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
    /// How many lists and values of `+=` are open.
    lists: usize,
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
        let noticed = self.span(close.clone());
        let span = self.span(guess.unwrap_or(close));
        let error = SyntaxError::new(span, "there is one closing brace too many").fix("remove this brace");
        self.error(error.noticed(noticed));
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
        let error = SyntaxError::new(span, "this brace is never closed").fix("add the closing brace");
        self.error(error.noticed(self.span(self.range())));
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
                let noticed = self.span(self.range());
                let error = errors::no_separator(self.file, self.text, key, &self.tokens[self.at]);
                let error = error.noticed(noticed);
                // The next line may be right: only this one is left out.
                self.at = end;
                return self.give_up(error);
            }
        };
        if !self.descend(path.len() - 1) {
            return None;
        }
        if append && self.lists > 0 {
            let span = self.span(self.range());
            self.error(
                SyntaxError::new(span, "+= does not work inside of a list, or of another value after +=")
                    .fix("write the list with = and all of its items"),
            );
        }
        self.step();
        self.lists += usize::from(append);
        let value = self.field_value(key);
        self.lists -= usize::from(append);
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
}
