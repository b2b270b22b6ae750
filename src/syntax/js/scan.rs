//! A tolerant look at the tokens, for two things that the parser cannot tell:
//! whether a text is nested too deeply to be parsed at all, and what the real cause of an error is.

use std::ops::Range;

use memchr::memchr3;

use crate::syntax::guard::MAX_DEPTH;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// A string in quotes; `false` if the line ends before it does.
    Text(bool),
    /// A piece of a template literal between backticks and `${`; `false` if it never ends.
    Template(bool),
    /// A regular expression.
    Regex,
    /// One character of punctuation, or `=>`, `++`, `--`.
    Sign,
    /// A block comment that never ends. Other comments are no tokens.
    OpenComment,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Whether a line ends between the token before and this one.
    pub new_line: bool,
}

/// The tokens of a text and how deeply they nest.
#[derive(Debug)]
pub struct Scan {
    /// All tokens.
    pub tokens: Vec<Token>,
    /// Comments that end, with their signs.
    pub comments: Vec<Range<usize>>,
    /// The token at which the nesting becomes deeper than the parser's stack allows.
    pub too_deep: Option<usize>,
}

/// How many operators, keywords and brackets may hang on each other: the parser recurses for each.
const MAX_CHAIN: usize = 1500;

/// Reads all tokens.
pub fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text,
        at: 0,
        tokens: Vec::new(),
        comments: Vec::new(),
        levels: vec![Level::default()],
        below: 0,
        too_deep: None,
        ambiguous: false,
        closed_condition: false,
    };
    scanner.run();
    Scan { tokens: scanner.tokens, comments: scanner.comments, too_deep: scanner.too_deep }
}

/// One open bracket.
#[derive(Default)]
struct Level {
    /// The opening character; a backtick for `${`.
    open: u8,
    /// Operators since the last comma, semicolon or statement.
    chain: usize,
    /// `else` nests across semicolons.
    elses: usize,
    /// For `(`: whether it belongs to `if`, `while`, `for` or `with`, so that a regex may follow it.
    condition: bool,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    comments: Vec<Range<usize>>,
    levels: Vec<Level>,
    /// Sum of the chains of all levels but the last.
    below: usize,
    too_deep: Option<usize>,
    /// Whether a `/` was met of which only the parser can say if it divides. From there on
    /// strings and comments cannot be told from code, so everything counts as code and nothing shortens a chain.
    ambiguous: bool,
    /// Whether the last `)` ended the head of `if`, `while`, `for` or `with`.
    closed_condition: bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let mut new_line = true;
        if self.text.starts_with("#!") {
            self.skip_line();
        }
        while let Some(next) = self.text[self.at..].chars().next() {
            if next.is_whitespace() || next == '\u{FEFF}' {
                new_line |= is_line_end(next);
                // Most blanks are the indentation of a line.
                let more = self.text.as_bytes()[self.at + next.len_utf8()..]
                    .iter()
                    .take_while(|byte| **byte == b' ');
                self.at += next.len_utf8() + more.count();
                continue;
            }
            let start = self.at;
            let Some(kind) = self.token(next, &mut new_line) else {
                self.comments.push(start..self.at);
                continue;
            };
            let end = self.at.max(start + next.len_utf8()).min(self.text.len());
            self.at = end;
            let token = Token { kind, start, end, new_line };
            self.count(token);
            self.tokens.push(token);
            new_line = false;
        }
    }

    /// Reads one token, or `None` for a comment.
    fn token(&mut self, next: char, new_line: &mut bool) -> Option<Kind> {
        let rest = &self.text[self.at..];
        if self.ambiguous {
            let word = word_len(rest);
            self.at += word.max(next.len_utf8());
            return Some(if word > 0 { Kind::Word } else { Kind::Sign });
        }
        match rest.as_bytes() {
            [b'/', b'/', ..] | [b'<', b'!', b'-', b'-', ..] => {
                self.skip_line();
                return None;
            }
            [b'-', b'-', b'>', ..] if *new_line => {
                self.skip_line();
                return None;
            }
            [b'/', b'*', ..] => {
                let inside = &rest[2..];
                let Some(length) = inside.find("*/") else {
                    self.at = self.text.len();
                    return Some(Kind::OpenComment);
                };
                *new_line |= inside[..length].contains(is_line_end);
                self.at += length + 4;
                return None;
            }
            _ => {}
        }
        Some(match next {
            '\'' | '"' => Kind::Text(self.string(next as u8)),
            '`' => Kind::Template(self.template()),
            '}' if self.levels.last().is_some_and(|level| level.open == b'`') => {
                self.close(b'`');
                Kind::Template(self.template())
            }
            '/' if self.regex_may_start() => self.regex(),
            _ if is_word(next) => {
                self.at += word_len(rest);
                // 1.5 and .5 are one number.
                if next.is_ascii_digit() && self.text[self.at..].starts_with('.') {
                    self.at += 1 + word_len(&self.text[self.at + 1..]);
                }
                Kind::Word
            }
            _ => {
                let two = matches!(rest.as_bytes(), [b'=', b'>', ..] | [b'+', b'+', ..] | [b'-', b'-', ..]);
                self.at += if two { 2 } else { next.len_utf8() };
                Kind::Sign
            }
        })
    }

    fn skip_line(&mut self) {
        // Most of a config.js is comments: only bytes that can start a line end are looked at closely.
        while let Some(length) = memchr3(b'\n', b'\r', 0xE2, &self.text.as_bytes()[self.at..]) {
            self.at += length;
            match self.text[self.at..].chars().next() {
                Some(c) if !is_line_end(c) => self.at += c.len_utf8(),
                _ => return,
            }
        }
        self.at = self.text.len();
    }

    /// Whether the string ends. It stops before the end of the line.
    fn string(&mut self, quote: u8) -> bool {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\\' => {
                    self.at += if bytes[self.at..].starts_with(b"\\\r\n") { 3 } else { 2 };
                    self.skip_to_character();
                    continue;
                }
                b'\n' | b'\r' => return false,
                _ => self.at += 1,
            }
            if *byte == quote {
                return true;
            }
        }
        false
    }

    /// From a backtick or the `}` of a hole to the next hole or the end.
    fn template(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\\' => {
                    self.at += 2;
                    self.skip_to_character();
                }
                b'`' => {
                    self.at += 1;
                    return true;
                }
                b'$' if bytes.get(self.at + 1) == Some(&b'{') => {
                    self.at += 2;
                    self.open(b'`');
                    return true;
                }
                _ => self.at += 1,
            }
        }
        false
    }

    fn skip_to_character(&mut self) {
        self.at = self.at.min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn regex(&mut self) -> Kind {
        let rest = &self.text[self.at..];
        let (mut in_class, mut escaped) = (false, false);
        for (at, next) in rest.char_indices().skip(1) {
            match next {
                _ if is_line_end(next) => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let flags = &rest[at + 1..];
                    self.at += at + 1 + word_len(flags);
                    return Kind::Regex;
                }
                _ => {}
            }
        }
        self.at += 1;
        Kind::Sign
    }

    fn regex_may_start(&mut self) -> bool {
        let Some(last) = self.tokens.last() else { return true };
        let text = &self.text[last.start..last.end];
        match last.kind {
            Kind::Word => {
                let property = self.tokens.len() >= 2 && {
                    let before = self.tokens[self.tokens.len() - 2];
                    &self.text[before.start..before.end] == "."
                };
                let unsure = matches!(text, "yield" | "await" | "of" | "async" | "let");
                self.ambiguous |= !property && (unsure || text.contains('\\'));
                !property && is_operator_word(text)
            }
            Kind::Sign => match text {
                "}" => {
                    self.ambiguous = true;
                    false
                }
                ")" => self.closed_condition,
                "]" | "++" | "--" => false,
                _ => true,
            },
            // After the head of a template hole an expression starts.
            Kind::Template(_) => self.text[..last.end].ends_with("${"),
            Kind::Text(_) | Kind::Regex | Kind::OpenComment => false,
        }
    }

    fn open(&mut self, open: u8) {
        let chain = self.levels.last().map_or(0, |level| level.chain + level.elses);
        self.below += chain + 1;
        self.levels.push(Level { open, ..Level::default() });
    }

    fn close(&mut self, open: u8) {
        if self.levels.len() > 1 && self.levels.last().is_some_and(|level| level.open == open) {
            self.levels.pop();
            let chain = self.levels.last().map_or(0, |level| level.chain + level.elses);
            self.below = self.below.saturating_sub(chain + 1);
        }
    }

    fn count(&mut self, token: Token) {
        let text = &self.text[token.start..token.end];
        let last = self.tokens.last().map(|last| (last.kind, &self.text[last.start..last.end]));
        let after_value = last.is_some_and(|(kind, last)| match kind {
            Kind::Word => !is_operator_word(last),
            Kind::Sign => last == "]" || last == "}",
            _ => true,
        });
        let after_brace = last.is_some_and(|(_, last)| last == "}");
        let after_condition = last.is_some_and(|(kind, last)| {
            kind == Kind::Word && matches!(last, "if" | "while" | "for" | "with" | "await")
        });
        if !self.ambiguous {
            let level = self.levels.last_mut();
            let statement = token.kind == Kind::Word
                && ((token.new_line && after_value) || after_brace)
                && !matches!(text, "else" | "in" | "instanceof");
            if let Some(level) = level
                && (statement || text == ";" || text == ",")
            {
                level.chain = 0;
            }
        }
        match (token.kind, text) {
            (Kind::Sign, "(" | "[" | "{") => {
                self.add_to_chain();
                self.open(text.as_bytes()[0]);
                if let Some(level) = self.levels.last_mut() {
                    level.condition = after_condition && text == "(";
                }
            }
            (Kind::Sign, ")") => {
                self.closed_condition = self.levels.last().is_some_and(|level| level.condition);
                self.close(b'(');
            }
            (Kind::Sign, "]") => self.close(b'['),
            (Kind::Sign, "}") => self.close(b'{'),
            (Kind::Sign, ";" | ",") => {}
            (Kind::Sign | Kind::Template(_), _) => self.add_to_chain(),
            (Kind::Word, "else") => {
                if let Some(level) = self.levels.last_mut() {
                    level.elses += 1;
                }
            }
            (Kind::Word, _) if is_operator_word(text) || text == "async" => self.add_to_chain(),
            _ => {}
        }
        self.check();
    }

    fn add_to_chain(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.chain += 1;
        }
    }

    fn check(&mut self) {
        let chain = self.levels.last().map_or(0, |level| level.chain + level.elses);
        let too_deep = self.levels.len() > MAX_DEPTH || self.below + chain > MAX_CHAIN;
        if too_deep && self.too_deep.is_none() {
            self.too_deep = Some(self.tokens.len());
        }
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Typographic quotes look like quotes and are not letters either.
pub fn is_typographic_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '´')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '_' | '$' | '\\')
        || (!c.is_ascii() && !c.is_whitespace() && c != '\u{FEFF}' && !is_typographic_quote(c))
}

/// Length of the word at the start of a text.
fn word_len(text: &str) -> usize {
    let plain = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    plain + text[plain..].find(|c| !is_word(c)).unwrap_or(text.len() - plain)
}

/// Words after which a value is still to come.
fn is_operator_word(word: &str) -> bool {
    matches!(
        word,
        "await"
            | "case"
            | "class"
            | "delete"
            | "do"
            | "else"
            | "extends"
            | "for"
            | "function"
            | "if"
            | "in"
            | "instanceof"
            | "new"
            | "of"
            | "return"
            | "throw"
            | "try"
            | "typeof"
            | "void"
            | "while"
            | "with"
            | "yield"
    )
}
