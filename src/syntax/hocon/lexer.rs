//! Text to tokens, with Typesafe's own idea of where a token ends.

use std::ops::Range;

/// One token. Texts are slices of the file, except where escapes change them.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    /// End of the text.
    End,
    Newline,
    Comment,
    Comma,
    Equals,
    Colon,
    PlusEquals,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    /// Blanks between two simple values are part of the value; elsewhere they mean nothing.
    Blank,
    Quoted(String),
    Unquoted,
    True,
    False,
    Null,
    Number,
    /// `${path}` or `${?path}`; the tokens of the path, to be read by the parser.
    Substitution {
        optional: bool,
        path: Vec<Lexeme>,
    },
    /// Something that no value can hold.
    Problem(Problem),
}

/// Why a token is none.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Problem {
    /// A character that needs quotes.
    Reserved(char),
    /// A string without its end.
    OpenString,
    /// A `"""` string without its end.
    OpenRawString,
    /// A line break in a string.
    NewlineInString,
    /// A tab or another control character in a string.
    ControlInString(char),
    /// A backslash with something behind it that is no escape.
    Escape,
    /// `${` without `}`.
    OpenSubstitution,
}

/// A token and where it is.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Lexeme {
    pub token: Token,
    pub range: Range<usize>,
}

impl Lexeme {
    /// What can be a part of a joined value.
    pub fn is_simple(&self) -> bool {
        matches!(
            self.token,
            Token::Quoted(_)
                | Token::Unquoted
                | Token::True
                | Token::False
                | Token::Null
                | Token::Number
                | Token::Substitution { .. }
        )
    }
}

/// Reads all tokens; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Vec<Lexeme> {
    let mut lexer = Lexer { text, at: 0 };
    let mut all = Vec::new();
    loop {
        let lexeme = lexer.next();
        let done = lexeme.token == Token::End;
        all.push(lexeme);
        if done {
            return all;
        }
    }
}

pub(super) fn is_blank(c: char) -> bool {
    // Java's Character.isWhitespace plus the blanks that do not break and the byte order mark.
    match c {
        '\n' | '\u{85}' => false,
        '\u{1c}'..='\u{1f}' | '\u{feff}' => true,
        _ => c.is_whitespace(),
    }
}

/// Characters that an unquoted text cannot hold.
pub(super) fn is_reserved(c: char) -> bool {
    matches!(
        c,
        '$' | '"'
            | '{'
            | '}'
            | '['
            | ']'
            | ':'
            | '='
            | ','
            | '+'
            | '#'
            | '`'
            | '^'
            | '?'
            | '!'
            | '@'
            | '*'
            | '&'
            | '\\'
    )
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn starts_with(&self, what: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(what.as_bytes())
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) {
        while let Some(c) = self.peek().filter(|c| keep(*c)) {
            self.at += c.len_utf8();
        }
    }

    fn next(&mut self) -> Lexeme {
        let start = self.at;
        let token = self.token();
        Lexeme { token, range: start..self.at }
    }

    fn token(&mut self) -> Token {
        let Some(c) = self.peek() else { return Token::End };
        if is_blank(c) {
            self.take_while(is_blank);
            return Token::Blank;
        }
        if c == '#' || self.starts_with("//") {
            self.take_while(|c| c != '\n');
            return Token::Comment;
        }
        let single = match c {
            '\n' => Some(Token::Newline),
            ',' => Some(Token::Comma),
            '=' => Some(Token::Equals),
            ':' => Some(Token::Colon),
            '{' => Some(Token::OpenBrace),
            '}' => Some(Token::CloseBrace),
            '[' => Some(Token::OpenBracket),
            ']' => Some(Token::CloseBracket),
            _ => None,
        };
        if let Some(token) = single {
            self.at += 1;
            return token;
        }
        match c {
            '"' if self.starts_with("\"\"\"") => self.raw_string(),
            '"' => self.string(),
            '+' if self.starts_with("+=") => {
                self.at += 2;
                Token::PlusEquals
            }
            '$' if self.starts_with("${") => self.substitution(),
            '0'..='9' | '-' => self.number(),
            c if is_reserved(c) => {
                self.at += c.len_utf8();
                Token::Problem(Problem::Reserved(c))
            }
            _ => self.unquoted(),
        }
    }

    fn unquoted(&mut self) -> Token {
        let start = self.at;
        while let Some(c) = self.peek() {
            if is_reserved(c) || is_blank(c) || c == '\n' || self.starts_with("//") {
                break;
            }
            self.at += c.len_utf8();
            // These words are tokens of their own, whatever follows.
            let word = match &self.text[start..self.at] {
                "true" => Token::True,
                "false" => Token::False,
                "null" => Token::Null,
                _ => continue,
            };
            return word;
        }
        Token::Unquoted
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        self.take_while(|c| matches!(c, '0'..='9' | 'e' | 'E' | '+' | '-' | '.'));
        let text = &self.text[start..self.at];
        if super::parser::number(text).is_some() {
            return Token::Number;
        }
        match text.find('+') {
            Some(plus) => {
                self.at = start + plus + 1;
                Token::Problem(Problem::Reserved('+'))
            }
            None => Token::Unquoted,
        }
    }

    fn string(&mut self) -> Token {
        self.at += 1;
        let mut value = String::new();
        let mut problem = None;
        loop {
            let Some(c) = self.peek() else { return Token::Problem(Problem::OpenString) };
            match c {
                '\n' => return Token::Problem(Problem::NewlineInString),
                '"' => {
                    self.at += 1;
                    return problem.map_or(Token::Quoted(value), Token::Problem);
                }
                '\\' => match self.escape() {
                    Some(c) => value.push(c),
                    None => problem = Some(Problem::Escape),
                },
                c => {
                    // A carriage return before the line's end belongs to the line break.
                    if c < ' ' && !self.starts_with("\r\n") {
                        problem = problem.or(Some(Problem::ControlInString(c)));
                    }
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let c = self.peek().filter(|c| *c != '\n')?;
        self.at += c.len_utf8();
        match c {
            '"' | '\\' | '/' => Some(c),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => {
                let high = self.hex4()?;
                if (0xD800..0xDC00).contains(&high) && self.starts_with("\\u") {
                    let back = self.at;
                    self.at += 2;
                    match self.hex4() {
                        Some(low @ 0xDC00..0xE000) => {
                            return char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                        }
                        _ => self.at = back,
                    }
                }
                // Half of a pair is a text in Java; here nothing but a stand-in can hold it.
                Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            _ => None,
        }
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let valid = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = valid.then(|| u32::from_str_radix(digits, 16).ok()).flatten()?;
        self.at += 4;
        Some(code)
    }

    fn raw_string(&mut self) -> Token {
        self.at += 3;
        let start = self.at;
        let Some(end) = self.text[start..].find("\"\"\"") else {
            self.at = self.text.len();
            return Token::Problem(Problem::OpenRawString);
        };
        self.at = start + end;
        // More than three quotes: the last three end the string.
        self.take_while(|c| c == '"');
        Token::Quoted(self.text[start..self.at - 3].to_owned())
    }

    fn substitution(&mut self) -> Token {
        self.at += 2;
        let optional = self.starts_with("?");
        if optional {
            self.at += 1;
        }
        let mut path = Vec::new();
        loop {
            let before = self.at;
            // One inside of another can be no path; not reading it keeps this from recursing.
            if self.starts_with("${") {
                self.at += 2;
                path.push(Lexeme { token: Token::Problem(Problem::Reserved('$')), range: before..self.at });
                continue;
            }
            let lexeme = self.next();
            match lexeme.token {
                Token::CloseBrace => return Token::Substitution { optional, path },
                // Java looks for the brace in the next lines too, and finds only an error there.
                Token::End
                | Token::Newline
                | Token::Problem(Problem::NewlineInString | Problem::OpenString) => {
                    self.at = before;
                    return Token::Problem(Problem::OpenSubstitution);
                }
                _ => path.push(lexeme),
            }
        }
    }
}
