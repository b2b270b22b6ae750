//! nginx's tokenizer: a quote, `#` or `}` is special only where a word can start, and `{` is not after `$`.

use std::ops::Range;

use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};

use super::Word;

/// A word and what is lost in its text.
#[derive(Debug)]
pub(super) struct Token {
    pub word: Word,
    /// Whether it stands in quotes.
    pub quoted: bool,
    /// Whether it is the first on its line.
    pub starts_line: bool,
}

/// What ends a directive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    Semicolon,
    Opening,
    Closing,
    File,
}

/// The words of a directive and what follows them. `}` and the end of a file rightly follow no words.
#[derive(Debug)]
pub(super) struct Statement {
    pub words: Vec<Token>,
    pub end: End,
    /// The `;`, `{` or `}`.
    pub end_span: Span,
}

/// nginx reads a word into a buffer of this size.
const BUFFER: usize = 4096;
/// How often a quote that is closed at the wrong place is read again as if it ended with its line.
const MAX_REREADS: usize = 100;
/// How often a directive is read again because a `{` was missing in it.
const MAX_REWINDS: usize = 10;
/// Nobody reads more errors in one file.
const MAX_ERRORS: usize = 100;

pub(super) struct Lexer<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    rereads: usize,
    rewinds: usize,
    template_seen: bool,
    /// The first `}` that ends a word, and so no block.
    pub stuck_brace: Option<Span>,
    pub errors: Vec<SyntaxError>,
    /// Where comments were passed; those that were read twice stand here twice.
    pub comments: Vec<Range<usize>>,
}

impl<'t> Lexer<'t> {
    pub fn new(file: FileId, text: &'t str) -> Self {
        let mut lexer = Lexer {
            file,
            text,
            at: 0,
            rereads: 0,
            rewinds: 0,
            template_seen: false,
            stuck_brace: None,
            errors: Vec::new(),
            comments: Vec::new(),
        };
        if text.starts_with('\u{FEFF}') {
            lexer.at = 3;
            let cause = "the file starts with a byte order mark, which nginx takes as part of a word";
            lexer.error(lexer.span(0, 3), cause, "save the file as UTF-8 without a byte order mark");
        }
        lexer
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// Notes an error.
    pub fn error(&mut self, span: Span, cause: impl Into<String>, fix: impl Into<String>) {
        self.error_noticed(span, span, cause, fix);
    }

    /// Notes an error that nginx reports at another place than the one to change.
    pub fn error_noticed(
        &mut self,
        span: Span,
        noticed: Span,
        cause: impl Into<String>,
        fix: impl Into<String>,
    ) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(SyntaxError::new(span, cause).fix(fix).noticed(noticed));
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Moves on to where a character starts: a backslash may have been skipped with half of the next one.
    fn align(&mut self) {
        self.at = self.at.min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Reads once more from `at` on, with what was wrong there forgotten. False if that was done too often.
    pub fn rewind(&mut self, at: usize) -> bool {
        self.rewinds += 1;
        if self.rewinds > MAX_REWINDS {
            return false;
        }
        self.at = at;
        self.errors.retain(|error| error.span.range().start < at);
        true
    }

    /// Reads to the end of a directive or block.
    pub fn statement(&mut self) -> Statement {
        let mut words = Vec::new();
        let mut starts_line = true;
        while let Some(byte) = self.peek() {
            let start = self.at;
            let end = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    starts_line |= byte == b'\n';
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.comment();
                    continue;
                }
                b'{' if self.template().is_some() => {
                    // A line of a template's own makes no directive; a value of it is a word.
                    if words.is_empty() {
                        continue;
                    }
                    self.at = start;
                    None
                }
                b';' => Some(End::Semicolon),
                b'{' => Some(End::Opening),
                b'}' => Some(End::Closing),
                _ => None,
            };
            if let Some(end) = end {
                self.at += 1;
                return Statement { words, end, end_span: self.span(start, self.at) };
            }
            let token = match byte {
                b'"' | b'\'' => self.quoted(byte, starts_line),
                _ => self.unquoted(starts_line),
            };
            words.push(token);
            starts_line = false;
        }
        let end_span = self.span(self.text.len(), self.text.len());
        Statement { words, end: End::File, end_span }
    }

    fn comment(&mut self) {
        let start = self.at;
        self.at += self.text[start..].find('\n').unwrap_or(self.text.len() - start);
        self.comments.push(start..self.at);
        if self.at - start >= BUFFER {
            let cause = "nginx refuses a comment line of 4096 bytes or more";
            self.error(self.span(start, self.at), cause, "break the line");
        }
    }

    /// Passes `{{ … }}` and returns its length; it must end on the same line.
    fn template(&mut self) -> Option<usize> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        if !rest.starts_with(b"{{") {
            return None;
        }
        // Longer ones are not worth a search that could be made again at the next byte.
        let line = rest[..rest.len().min(500)].split(|byte| *byte == b'\n').next()?;
        let length = line.windows(2).position(|pair| pair == b"}}")? + 2;
        self.at += length;
        if !self.template_seen {
            self.template_seen = true;
            let cause = "this is a template whose `{{ … }}` were not filled in";
            self.error(self.span(start, self.at), cause, "check the file that is generated from it");
        }
        Some(length)
    }

    /// Passes `{2}` or `{2,3}` of a regular expression, which nginx takes for the start of a block.
    fn repetition(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let length = rest.iter().take(20).take_while(|byte| matches!(byte, b'0'..=b'9' | b',')).count();
        if length == 0 || rest.get(length) != Some(&b'}') {
            return false;
        }
        let place = self.span(self.at, self.at + length + 2);
        let cause = "this `{` starts a block, because the regular expression is not in quotes";
        self.error(place, cause, "put the regular expression in quotes");
        self.at += length + 2;
        true
    }

    fn unquoted(&mut self, starts_line: bool) -> Token {
        let start = self.at;
        // `${` belongs to a variable, and so does every further `{`.
        let mut variable = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' if variable => {}
                b'{' if self.template().is_some() || self.repetition() => continue,
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{' => break,
                b'\\' => self.at += 1,
                _ => variable = byte == b'$',
            }
            if byte == b'\\' {
                variable = false;
            }
            self.at += 1;
        }
        self.align();
        self.too_long(start, self.at);
        let raw = &self.text[start..self.at];
        self.typographic_quote(start, raw);
        if raw.ends_with('}') && !raw.contains('{') {
            self.stuck_brace.get_or_insert(Span::new(self.file, self.at - 1, self.at));
        }
        let word = Word { text: unescape(raw), span: self.span(start, self.at) };
        Token { word, quoted: false, starts_line }
    }

    fn quoted(&mut self, quote: u8, starts_line: bool) -> Token {
        let start = self.at;
        self.at += 1;
        let mut closed = false;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                closed = true;
                break;
            }
        }
        self.align();
        // A `}` is left to the parser, which misses the `;` before it.
        let spaced =
            matches!(self.peek(), None | Some(b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{' | b')' | b'}'));
        let many_lines = !spaced && self.text[start..self.at].contains('\n');
        let body_end = if !closed || (many_lines && self.rereads < MAX_REREADS) {
            self.end_quote_with_line(start);
            self.at
        } else {
            self.at - 1
        };
        if body_end < self.at && !spaced {
            let next = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
            let cause = "there is no space or `;` after the closing quote";
            let fix = "put the whole word in one pair of quotes, or a space between the two";
            self.error(self.span(self.at, self.at + next), cause, fix);
        }
        // nginx counts the closing quote too, if there is one.
        self.too_long(start + 1, self.at);
        let text = unescape(&self.text[start + 1..body_end]);
        Token { word: Word { text, span: self.span(start, self.at) }, quoted: true, starts_line }
    }

    /// Reads a quote that has no partner as if it ended with its line.
    fn end_quote_with_line(&mut self, start: usize) {
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        // What ends the directive surely was not meant to be in the quote.
        let line = line.trim_end_matches([' ', '\t', '\r', '{']);
        let without_braces = line.trim_end_matches([' ', '\t', '}']);
        let line = if without_braces.ends_with(';') { without_braces.trim_end_matches(';') } else { line };
        let end = start + line.len().max(1);
        let noticed = self.span(self.at, self.at);
        self.error_noticed(
            self.span(start, end),
            noticed,
            "this quote is not closed on its line",
            "add the closing quote",
        );
        if self.rereads < MAX_REREADS {
            self.rereads += 1;
            self.at = end;
        }
    }

    fn too_long(&mut self, start: usize, end: usize) {
        if end - start >= BUFFER {
            let cause = "nginx refuses a word of 4096 bytes or more";
            self.error(
                self.span(start, end),
                cause,
                "check whether a quote or `;` is missing, or shorten the word",
            );
        }
    }

    /// nginx takes such a quote as a letter, so that the text ends at its first space.
    fn typographic_quote(&mut self, start: usize, raw: &str) {
        let is_quote = |c: char| matches!(c, '\u{2018}'..='\u{201F}' | '«' | '»');
        let Some(first) = raw.chars().next().filter(|c| is_quote(*c)) else { return };
        let cause = "this is a typographic quote, which nginx takes as a letter";
        self.error(self.span(start, start + first.len_utf8()), cause, "use the straight quotes `\"` or `'`");
    }

    /// Passes a block of Lua to the `}` that closes it; false when the file ends before.
    pub fn skip_lua(&mut self) -> bool {
        let mut depth = 1_usize;
        while let Some(byte) = self.peek() {
            let rest = &self.text[self.at..];
            self.at += match byte {
                b'{' | b'}' => {
                    depth = if byte == b'{' { depth + 1 } else { depth - 1 };
                    1
                }
                b'"' | b'\'' => lua_string_len(rest.as_bytes()),
                b'-' if rest.starts_with("--") => match long_bracket_len(&rest[2..]) {
                    Some(length) => 2 + length,
                    None => rest.find('\n').unwrap_or(rest.len()),
                },
                b'[' => long_bracket_len(rest).unwrap_or(1),
                _ => 1,
            };
            if depth == 0 {
                return true;
            }
            self.align();
        }
        false
    }
}

/// A quoted text of Lua: to its quote or the end of its line.
fn lua_string_len(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != text[0] && text[at] != b'\n' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

/// `[[ … ]]` or `[==[ … ]==]`; one that is not closed goes to the end of the text.
fn long_bracket_len(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let level = inner.bytes().take_while(|byte| *byte == b'=').count();
    let body = inner[level..].strip_prefix('[')?;
    let close = format!("]{}]", "=".repeat(level));
    Some(body.find(&close).map_or(text.len(), |at| text.len() - body.len() + at + close.len()))
}

/// nginx knows these escapes in and out of quotes; any other backslash stays.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = match chars.peek() {
            Some(next @ ('"' | '\'' | '\\')) if c == '\\' => Some(*next),
            Some('t') if c == '\\' => Some('\t'),
            Some('r') if c == '\\' => Some('\r'),
            Some('n') if c == '\\' => Some('\n'),
            _ => None,
        };
        text.push(meant.unwrap_or(c));
        if meant.is_some() {
            chars.next();
        }
    }
    text
}
