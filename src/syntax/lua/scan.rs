//! The words of a Lua text: enough to find what no parser explains well.

use std::ops::Range;

use super::parse::whole_characters;
use super::strings;
use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name.
    Name,
    /// A reserved word.
    Keyword,
    /// A number.
    Number,
    /// A text in quotes or long brackets.
    Text,
    /// Anything else that Lua knows.
    Symbol,
}

/// One token: a range of bytes.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Whether it is the first of its line.
    pub first: bool,
}

/// A text taken apart.
pub struct Scan {
    pub tokens: Vec<Token>,
    /// Comments, with the `--` before them.
    pub comments: Vec<Range<usize>>,
    /// What Lua's own scanner would refuse.
    pub errors: Vec<SyntaxError>,
    /// The text with every such place overwritten, byte for byte as long as before.
    pub mended: Vec<u8>,
}

/// Tokens and errors that are looked at: full_moon's tree takes up to 1.3 kB for each token.
/// Real files have a few thousand.
const MAX_TOKENS: usize = 150_000;

impl Scan {
    /// Whether the text has more than any real configuration, so that the rest was not looked at.
    pub fn is_too_long(&self) -> bool {
        self.tokens.len() + self.errors.len() > MAX_TOKENS
    }
}

const KEYWORDS: [&str; 22] = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// Names of characters people write for quotes.
const ENTITIES: [(&str, u8); 7] = [
    ("&quot;", b'"'),
    ("&#34;", b'"'),
    ("&#39;", b'\''),
    ("&apos;", b'\''),
    ("&nbsp;", b' '),
    ("&lt;", b'<'),
    ("&gt;", b'>'),
];

struct Scanner<'a> {
    text: &'a str,
    file: FileId,
    at: usize,
    line_start: bool,
    /// The text is known to be wrong, so comments of other languages may be taken as such.
    guess: bool,
    /// Whether a quote written as an HTML entity is open.
    in_entity: bool,
    scan: Scan,
}

/// Takes a text apart. With `guess`, what is a comment in other languages counts as a mistake.
pub fn scan(text: &str, file: FileId, guess: bool) -> Scan {
    let scan = Scan {
        tokens: Vec::new(),
        comments: Vec::new(),
        errors: Vec::new(),
        mended: text.as_bytes().to_vec(),
    };
    let mut scanner = Scanner { text, file, at: 0, line_start: true, guess, in_entity: false, scan };
    scanner.start_of_file();
    while scanner.at < text.len() && !scanner.scan.is_too_long() {
        scanner.step();
    }
    scanner.scan
}

impl Scanner<'_> {
    fn start_of_file(&mut self) {
        if self.text.starts_with('\u{FEFF}') {
            self.refuse(
                3,
                "the file starts with a byte order mark, which Prosody does not accept",
                "save the file as UTF-8 without a byte order mark",
            );
        }
        if self.rest().starts_with('#') {
            let len = self.line_len();
            self.refuse(
                len,
                if self.rest().starts_with("#!") {
                    "Prosody does not accept a `#!` line"
                } else {
                    "`#` does not start a comment in Lua"
                },
                if self.rest().starts_with("#!") { "remove this line" } else { "write `--` instead of `#`" },
            );
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn line_len(&self) -> usize {
        let line = self.rest();
        // A lone CR ends a line too, for Lua and for full_moon.
        line.find(['\n', '\r']).unwrap_or(line.len())
    }

    /// The rest of the line, as far as a text in wrong quotes may reach.
    fn near(&self) -> &str {
        const FAR: usize = 400;
        let rest = self.rest();
        let end = (0..=FAR.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(0);
        rest[..end].lines().next().unwrap_or_default()
    }

    /// Reports the next `len` bytes, blanks them and goes on after them.
    fn refuse(&mut self, len: usize, cause: impl Into<String>, fix: &str) {
        let span = Span::new(self.file, self.at, self.at + len);
        self.scan.errors.push(SyntaxError::new(span, cause).fix(fix));
        self.blank(self.at, self.at + len);
        self.at += len;
    }

    fn blank(&mut self, start: usize, end: usize) {
        for byte in &mut self.scan.mended[start..end] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    fn push(&mut self, kind: Kind, len: usize) {
        let first = std::mem::replace(&mut self.line_start, false);
        self.scan.tokens.push(Token { kind, start: self.at, end: self.at + len, first });
        self.at += len;
    }

    fn step(&mut self) {
        let Some(c) = self.rest().chars().next() else { return };
        match c {
            '\n' => {
                self.line_start = true;
                self.at += 1;
            }
            ' ' | '\t' | '\r' | '\x0b' | '\x0c' => self.at += 1,
            '-' if self.rest().starts_with("--") => self.comment(),
            '"' | '\'' => self.quoted(c),
            '[' if self.long_bracket(self.at).is_some() => {
                let (open, len) = self.long_bracket(self.at).unwrap_or((2, 2));
                if len == 0 {
                    let rest = self.rest().len();
                    self.refuse(open, "this long text `[[` is never closed", "add `]]` at its end");
                    self.blank(self.at, self.at + rest - open);
                    self.at = self.text.len();
                } else {
                    self.push(Kind::Text, len);
                }
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let word = self.rest();
                let len = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
                let kind = if KEYWORDS.contains(&&word[..len]) { Kind::Keyword } else { Kind::Name };
                self.push(kind, len);
            }
            '0'..='9' => self.number(),
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            _ => self.symbol(c),
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        match self.long_bracket(self.at + 2) {
            Some((open, 0)) => {
                let rest = self.rest().len();
                self.refuse(open + 2, "this comment `--[[` is never closed", "add `]]` at its end");
                self.blank(start, start + rest);
                self.at = self.text.len();
                return;
            }
            Some((_, len)) => self.at += 2 + len,
            None => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
        }
        self.scan.comments.push(start..self.at);
    }

    /// Length of the opening long bracket at `at` and of the whole; 0 if it is not closed.
    fn long_bracket(&self, at: usize) -> Option<(usize, usize)> {
        let rest = self.text.get(at..)?.strip_prefix('[')?;
        let level = rest.bytes().take_while(|byte| *byte == b'=').count();
        let body = rest[level..].strip_prefix('[')?;
        let close = format!("]{}]", "=".repeat(level));
        let open = level + 2;
        Some((open, body.find(&close).map_or(0, |at| open + at + close.len())))
    }

    fn quoted(&mut self, quote: char) {
        let bytes = self.rest().as_bytes();
        let mut len = 1;
        loop {
            match bytes.get(len) {
                Some(b'\\') if bytes.get(len + 1) == Some(&b'z') => {
                    len += 2;
                    len += bytes[len..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                }
                Some(b'\\') => len += if bytes[len + 1..].starts_with(b"\r\n") { 3 } else { 2 },
                Some(b'\n' | b'\r') | None => return self.unfinished(quote),
                Some(byte) if *byte == quote as u8 => break,
                Some(_) => len += 1,
            }
        }
        len += 1;
        if let Err((start, end)) = strings::unescape(&self.rest()[..len]) {
            let (start, end) = whole_characters(self.text, self.at + start, self.at + end);
            let escape = self.text.get(start..end).unwrap_or("\\").to_owned();
            let span = Span::new(self.file, start, end);
            self.scan.errors.push(
                SyntaxError::new(span, format!("`{escape}` means nothing inside a text in Lua"))
                    .fix("write two backslashes for one"),
            );
            self.scan.mended[start] = b'/';
        }
        self.push(Kind::Text, len);
    }

    fn unfinished(&mut self, quote: char) {
        let len = self.line_len();
        let line = &self.rest()[..len];
        // A separator or comment after the text was surely not meant to be part of it.
        let body = line[1..].split("--").next().unwrap_or_default().trim_end();
        let body = body.trim_end_matches([',', ';']).trim_end();
        let end = self.at + 1 + body.len();
        let span = Span::new(self.file, self.at, end);
        self.scan.errors.push(
            SyntaxError::new(span, format!("this text has no closing {quote}"))
                .fix(format!("add {quote} at the end of the text")),
        );
        // There is room for the quote only if something follows; else the whole text is given up.
        match self.text.as_bytes().get(end) {
            Some(b',' | b';' | b' ' | b'\n' | b'\r' | b'\t' | b'-') => {
                let (start, stop) = (self.at, self.at + len);
                self.push(Kind::Text, end + 1 - start);
                self.blank(end, stop);
                self.scan.mended[end] = quote as u8;
                self.at = stop.max(end + 1);
                self.line_start |= self.text.as_bytes()[end] == b'\n';
                // The separator was overwritten: give it back where there is room.
                let separator = line_separator(&self.text[end..stop]);
                if separator && self.scan.mended.get(end + 1).is_some_and(u8::is_ascii_whitespace) {
                    self.scan.mended[end + 1] = b',';
                    let at = end + 1;
                    self.scan.tokens.push(Token { kind: Kind::Symbol, start: at, end: at + 1, first: false });
                    self.line_start |= self.text.as_bytes()[at] == b'\n';
                    self.at = self.at.max(at + 1);
                }
            }
            _ => {
                self.blank(self.at, self.at + len);
                self.scan.mended[self.at] = b'0';
                self.scan.tokens.push(Token {
                    kind: Kind::Number,
                    start: self.at,
                    end: self.at + 1,
                    first: self.line_start,
                });
                self.at += len;
            }
        }
    }

    fn number(&mut self) {
        let text = self.rest();
        let hex = text.starts_with("0x") || text.starts_with("0X");
        let mut before = ' ';
        let len = text
            .find(|c: char| {
                let sign = matches!(c, '+' | '-') && !hex && matches!(before, 'e' | 'E');
                before = c;
                !(c.is_ascii_alphanumeric() || c == '.' || c == '_' || sign)
            })
            .unwrap_or(text.len());
        if strings::number(&text[..len]).is_none() && !hex {
            let word = text[..len].to_owned();
            let span = Span::new(self.file, self.at, self.at + len);
            let cause = format!("`{word}` is neither a number nor a text");
            self.scan.errors.push(SyntaxError::new(span, cause).fix("put it in quotes"));
            let mended: Vec<u8> = std::iter::repeat_n(b'0', len).collect();
            self.scan.mended[self.at..self.at + len].copy_from_slice(&mended);
        }
        self.push(Kind::Number, len);
    }

    /// Whether the token before, on the same line, ends a value.
    fn after_value(&self) -> bool {
        !self.line_start && self.scan.tokens.last().is_some_and(|token| ends_value(token, self.text))
    }

    fn symbol(&mut self, c: char) {
        if self.guess && self.foreign_comment() {
            return;
        }
        if c.is_ascii() {
            const LONG: [&str; 12] =
                ["...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>", "&&", "||"];
            let rest = self.rest();
            if let Some((name, quote)) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
                let (at, len) = (self.at, name.len());
                let fix =
                    format!("write {} itself", if *quote == b' ' { "a space" } else { "the character" });
                self.refuse(len, format!("`{name}` is HTML, not Lua"), &fix);
                // The quote stands beside the text: at the end of the first entity, at the start of the second.
                self.in_entity = !self.in_entity;
                self.scan.mended[if self.in_entity { at + len - 1 } else { at }] = *quote;
                return;
            }
            if let Some(symbol) = LONG.iter().find(|symbol| rest.starts_with(**symbol)) {
                return self.push(Kind::Symbol, symbol.len());
            }
            if "+-*/%^#&~|<>=(){}[];:,.".contains(c) {
                return self.push(Kind::Symbol, 1);
            }
        }
        let len = c.len_utf8();
        match c {
            '`' if self.near()[1..].contains('`') => self.typographic(c),
            '`' => self.refuse(1, "there is a stray back-tick", "remove the back-tick"),
            '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' => self.typographic(c),
            '\u{A0}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{3000}' | '\u{FEFF}' => self.refuse(
                len,
                "there is an invisible special space, as web pages contain them, which Lua does not accept",
                "replace it by an ordinary space",
            ),
            '!' if self.rest().starts_with("!=") => {
                let at = self.at;
                self.refuse(1, "`!=` is not Lua", "write `~=`");
                self.scan.mended[at] = b'~';
                self.at = at;
                self.push(Kind::Symbol, 2);
            }
            '\u{1A}' => self.refuse(len, "there is a byte that is not UTF-8 text", "remove it"),
            _ if c.is_control() => self.refuse(len, "there is a control character", "remove it"),
            _ => self.refuse(
                len,
                format!("`{c}` cannot stand outside of quotes"),
                "put the text in straight quotes, or remove the character",
            ),
        }
    }

    /// A text in typographic quotes is read as if the quotes were straight.
    fn typographic(&mut self, open: char) {
        let start = self.at;
        let line = self.near();
        let body = &line[open.len_utf8()..];
        let close = body.find(['“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '"', '`']);
        let Some((at, close)) = close.and_then(|at| Some((at, body[at..].chars().next()?))) else {
            let fix = "write straight quotes";
            return self.refuse(
                open.len_utf8(),
                format!("{open} is a typographic quote, not a quote of Lua"),
                fix,
            );
        };
        let end = start + open.len_utf8() + at;
        let stop = end + close.len_utf8();
        let span = Span::new(self.file, start, stop);
        let kind = if open == '`' { "back-ticks" } else { "typographic quotes" };
        self.scan.errors.push(
            SyntaxError::new(span, format!("this text stands in {kind}, which are no quotes for Lua"))
                .fix("write straight quotes: \"…\""),
        );
        let quote = if self.text[start..stop].contains('"') && close != '"' { b'\'' } else { b'"' };
        self.blank(start, start + open.len_utf8());
        self.scan.mended[start + open.len_utf8() - 1] = quote;
        self.blank(end, stop);
        self.scan.mended[end] = quote;
        self.at = start + open.len_utf8() - 1;
        self.push(Kind::Text, end + 1 - self.at);
        self.at = stop;
    }

    fn foreign_comment(&mut self) -> bool {
        let rest = self.rest();
        let after_separator = self.scan.tokens.last().is_some_and(|token| {
            matches!(self.text.get(token.start..token.end), Some("," | ";" | "{" | "}"))
        });
        let comment = if let Some(body) = rest.strip_prefix("//") {
            let words = body.trim_start_matches([' ', '/']).starts_with(|c: char| c.is_alphabetic());
            Some(("//", self.line_start || after_separator || words))
        } else if let Some(body) = rest.strip_prefix('#') {
            let loose = body.starts_with([' ', '#', '\n', '\r']);
            Some(("#", self.line_start || self.after_value() || (after_separator && loose)))
        } else if rest.starts_with("/*") {
            Some(("/*", true))
        } else {
            None
        };
        let Some((sign, true)) = comment else { return false };
        let len = match sign {
            "/*" => rest.find("*/").map_or(rest.len(), |at| at + 2),
            _ => self.line_len(),
        };
        let fix = format!("write `--` instead of `{sign}`");
        self.refuse(len, format!("`{sign}` does not start a comment in Lua"), &fix);
        true
    }
}

fn line_separator(rest: &str) -> bool {
    rest.split("--").next().is_some_and(|rest| rest.contains([',', ';']))
}

/// Whether a value may end with this token.
pub fn ends_value(token: &Token, text: &str) -> bool {
    let word = text.get(token.start..token.end).unwrap_or_default();
    match token.kind {
        Kind::Name | Kind::Number | Kind::Text => true,
        Kind::Keyword => {
            matches!(word, "nil" | "true" | "false" | "end")
        }
        Kind::Symbol => matches!(word, "}" | ")" | "]" | "..."),
    }
}
