//! A tolerant look at the tokens, for two things that the parser cannot tell:
//! whether a text is nested too deeply to be parsed at all, and what the real cause of an error is.

use std::ops::Range;

use memchr::{memchr3, memmem};

use super::words::{CLASSES, Class, Meaning, is_line_end, is_word, meaning};
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
    /// All tokens, if they were asked for.
    pub tokens: Vec<Token>,
    /// Comments that end, with their signs, if they were asked for.
    pub comments: Vec<Range<usize>>,
    /// The token at which the nesting becomes deeper than the parser's stack allows.
    pub too_deep: Option<Token>,
    /// The first token of those that are too many.
    pub too_long: Option<Token>,
    /// Whether there is a sign that the parser may let pass in a place where no browser does.
    pub doubtful: bool,
}

/// Tokens that are parsed at most: swc's tree takes up to 200 bytes for each. Real files have a few thousand.
const MAX_TOKENS: usize = 1_000_000;

/// How many operators, keywords and brackets may hang on each other: the parser recurses for each.
const MAX_CHAIN: usize = 1500;

/// Reads all tokens.
pub fn scan(text: &str) -> Scan {
    read(text, true)
}

/// Reads all tokens and keeps none, as nearly all files are correct.
pub fn check(text: &str) -> Scan {
    read(text, false)
}

fn read(text: &str, keep: bool) -> Scan {
    let mut scanner = Scanner {
        text,
        at: 0,
        keep,
        tokens: Vec::new(),
        comments: Vec::new(),
        read: 0,
        last_token: None,
        last: Last::Nothing,
        before: Last::Nothing,
        too_long: None,
        doubtful: false,
        level: Level::default(),
        outer: Vec::new(),
        below: 0,
        too_deep: None,
        ambiguous: false,
        closed_condition: false,
    };
    scanner.run();
    let Scanner { tokens, comments, too_deep, too_long, doubtful, .. } = scanner;
    Scan { tokens, comments, too_deep, too_long, doubtful }
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
    /// For `{`: whether it may be that of an object, and not that of a block.
    object: bool,
}

/// What the token before means for the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Word(Meaning),
    /// The last byte of the sign.
    Sign(u8),
    Other,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Whether tokens and comments are kept.
    keep: bool,
    tokens: Vec<Token>,
    comments: Vec<Range<usize>>,
    /// How many tokens were read.
    read: usize,
    last_token: Option<Token>,
    last: Last,
    /// The one before the last.
    before: Last,
    too_long: Option<Token>,
    doubtful: bool,
    /// The innermost open bracket, or the text outside of all brackets.
    level: Level,
    /// The levels around it.
    outer: Vec<Level>,
    /// Sum of the chains of all levels around.
    below: usize,
    too_deep: Option<Token>,
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
        while let Some(byte) = self.text.as_bytes().get(self.at).copied() {
            let class = CLASSES[usize::from(byte)];
            match class {
                Class::Blank => {
                    // Most blanks are the indentation of a line.
                    let blanks = self.text.as_bytes()[self.at + 1..].iter();
                    self.at += 1 + blanks.take_while(|byte| **byte == b' ').count();
                    continue;
                }
                Class::LineEnd => {
                    new_line = true;
                    self.at += 1;
                    continue;
                }
                Class::Wide => {
                    let blank = self.next().filter(|next| next.is_whitespace() || *next == '\u{FEFF}');
                    if let Some(blank) = blank {
                        new_line |= is_line_end(blank);
                        self.at += blank.len_utf8();
                        continue;
                    }
                }
                Class::Word | Class::Sign => {}
            }
            let start = self.at;
            let Some(kind) = self.token(byte, class, &mut new_line) else {
                if self.keep {
                    self.comments.push(start..self.at);
                }
                continue;
            };
            let token = Token { kind, start, end: self.at, new_line };
            self.count(token);
            if self.keep {
                self.tokens.push(token);
            }
            self.read += 1;
            self.last_token = Some(token);
            new_line = false;
        }
    }

    fn next(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Reads one token, or `None` for a comment.
    fn token(&mut self, first: u8, class: Class, new_line: &mut bool) -> Option<Kind> {
        let start = self.at;
        if class != Class::Sign {
            self.skip_word();
            // 1.5 and .5 are one number.
            if first.is_ascii_digit() && !self.ambiguous && self.byte() == Some(b'.') {
                self.at += 1;
                self.skip_word();
            }
            if self.at > start {
                return Some(Kind::Word);
            }
            // A typographic quote.
            self.at += self.next().map_or(1, char::len_utf8);
            return Some(Kind::Sign);
        }
        if self.ambiguous {
            self.at += 1;
            return Some(Kind::Sign);
        }
        match &self.text.as_bytes()[start..] {
            [b'/', b'/', ..] | [b'<', b'!', b'-', b'-', ..] => {
                self.skip_line();
                None
            }
            [b'-', b'-', b'>', ..] if *new_line => {
                self.skip_line();
                None
            }
            [b'/', b'*', ..] => {
                let inside = &self.text[start + 2..];
                let Some(length) = memmem::find(inside.as_bytes(), b"*/") else {
                    self.at = self.text.len();
                    return Some(Kind::OpenComment);
                };
                *new_line |= inside[..length].contains(is_line_end);
                self.at += length + 4;
                None
            }
            [b'\'' | b'"', ..] => Some(Kind::Text(self.string(first))),
            [b'`', ..] => Some(Kind::Template(self.template())),
            [b'}', ..] if self.level.open == b'`' => {
                self.close(b'`');
                Some(Kind::Template(self.template()))
            }
            [b'/', ..] if self.regex_may_start() => Some(self.regex()),
            [b'=', b'>', ..] | [b'+', b'+', ..] | [b'-', b'-', ..] => {
                self.at += 2;
                Some(Kind::Sign)
            }
            _ => {
                self.at += 1;
                Some(Kind::Sign)
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_word(&mut self) {
        while let Some(byte) = self.byte() {
            match CLASSES[usize::from(byte)] {
                Class::Word => self.at += 1,
                Class::Wide => match self.next() {
                    Some(next) if is_word(next) => self.at += next.len_utf8(),
                    _ => return,
                },
                _ => return,
            }
        }
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
                    self.open(b'`', false);
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
                    self.at += at + 1;
                    self.skip_word();
                    return Kind::Regex;
                }
                _ => {}
            }
        }
        self.at += 1;
        Kind::Sign
    }

    fn regex_may_start(&mut self) -> bool {
        let Some(last) = self.last_token else { return true };
        let text = &self.text[last.start..last.end];
        match last.kind {
            Kind::Word => {
                let property = self.before == Last::Sign(b'.');
                let unsure = matches!(text, "yield" | "await" | "of" | "async" | "let");
                self.ambiguous |= !property && (unsure || text.contains('\\'));
                !property && meaning(text).wants_value()
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

    fn open(&mut self, open: u8, condition: bool) {
        self.below += self.level.chain + self.level.elses + 1;
        let level = Level { open, condition, ..Level::default() };
        self.outer.push(std::mem::replace(&mut self.level, level));
    }

    fn close(&mut self, open: u8) {
        if self.level.open == open
            && let Some(outer) = self.outer.pop()
        {
            self.below -= outer.chain + outer.elses + 1;
            self.level = outer;
        }
    }

    fn count(&mut self, token: Token) {
        let text = &self.text[token.start..token.end];
        let this = match token.kind {
            Kind::Word => Last::Word(meaning(text)),
            Kind::Sign => Last::Sign(self.text.as_bytes()[token.end - 1]),
            _ => Last::Other,
        };
        let last = std::mem::replace(&mut self.last, this);
        let before = std::mem::replace(&mut self.before, last);
        self.doubtful |= match this {
            Last::Sign(b'#') => true,
            Last::Sign(b'=') => self.level.object && matches!(before, Last::Sign(b'{' | b',')),
            _ => false,
        };
        if !self.ambiguous {
            let goes_on = match last {
                Last::Nothing => true,
                Last::Word(meaning) => !token.new_line || meaning.wants_value(),
                Last::Sign(sign) => sign != b'}' && !(token.new_line && sign == b']'),
                Last::Other => !token.new_line,
            };
            match this {
                Last::Word(Meaning::Else | Meaning::Infix) => {}
                Last::Word(_) if !goes_on => self.level.chain = 0,
                Last::Sign(b';' | b',') => self.level.chain = 0,
                _ => {}
            }
        }
        match this {
            Last::Sign(open @ (b'(' | b'[' | b'{')) => {
                self.level.chain += 1;
                self.open(open, open == b'(' && last == Last::Word(Meaning::Condition));
                // Behind these stands a block; behind a word it may be either, as after `return`.
                self.level.object = open == b'{'
                    && !matches!(last, Last::Nothing | Last::Sign(b')' | b'>' | b';' | b'{' | b'}'));
            }
            Last::Sign(b')') => {
                self.closed_condition = self.level.condition;
                self.close(b'(');
            }
            Last::Sign(b']') => self.close(b'['),
            Last::Sign(b'}') => self.close(b'{'),
            Last::Sign(b';' | b',') => {}
            Last::Sign(_) => self.level.chain += 1,
            Last::Word(Meaning::Else) => self.level.elses += 1,
            Last::Word(Meaning::Name) => {}
            Last::Word(_) => self.level.chain += 1,
            Last::Other if matches!(token.kind, Kind::Template(_)) => self.level.chain += 1,
            Last::Nothing | Last::Other => {}
        }
        if self.read == MAX_TOKENS {
            self.too_long = Some(token);
        }
        let deep = self.outer.len() >= MAX_DEPTH;
        let long = self.below + self.level.chain + self.level.elses > MAX_CHAIN;
        if (deep || long) && self.too_deep.is_none() {
            self.too_deep = Some(token);
        }
    }
}
