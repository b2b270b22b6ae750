//! Words of a shell, as far as assignments need them.

use std::ops::Range;

use crate::text::Span;
use crate::value::{Map, Reason, Value};

/// Variables made of earlier ones can double with every line.
pub(super) const MAX_VALUE: usize = 1 << 16;

/// Places that are remembered of a value that was put together.
pub(super) const MAX_PARTS: usize = 64;

/// A word, with its value if it is an assignment.
#[derive(Debug)]
pub(super) struct Word<'t> {
    /// The word as it is written.
    pub raw: &'t str,
    pub start: usize,
    pub end: usize,
    /// The variable, if the word is `NAME=…` or `NAME+=…`.
    pub name: Option<&'t str>,
    /// Whether it is `NAME+=…`.
    pub append: bool,
    /// First byte after the `=`.
    pub value_start: usize,
    /// The value without quotes, or why it cannot be known.
    pub value: Result<String, Reason>,
    /// The literals of the variables that are in the value.
    pub parts: Vec<Span>,
}

impl Word<'_> {
    pub fn is_plain_name(&self) -> bool {
        self.name.is_none() && name_len(self.raw) == self.raw.len() && !self.raw.is_empty()
    }
}

/// A simple command: what stands between line ends, `;`, `&`, `|` and parentheses.
#[derive(Debug)]
pub(super) struct Command<'t> {
    pub words: Vec<Word<'t>>,
    /// Whether `&&` or `||` stands before it.
    pub conditional: bool,
    /// Whether a comment follows on its line.
    pub comment: bool,
}

/// A quote or parenthesis that the file does not close.
#[derive(Debug)]
pub(super) struct Unfinished {
    pub start: usize,
    pub end: usize,
    pub what: &'static str,
}

pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The first quote that is closed on a later line: if one is missing in the end, it is most likely this.
    long_quote: Option<(usize, usize)>,
    /// The comments that were passed.
    pub comments: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, at: usize) -> Self {
        Reader { text, at, long_quote: None, comments: Vec::new() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Takes one character; the end of the text is no character.
    fn take(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// The next command that has words; `variables` holds what was set before it.
    pub fn command(&mut self, variables: &Map) -> Result<Option<Command<'t>>, Unfinished> {
        let mut command = Command { words: Vec::new(), conditional: false, comment: false };
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.rest().starts_with("\\\n") => self.at += 2,
                b'#' => {
                    command.comment = !command.words.is_empty();
                    let start = self.at;
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    self.comments.push(start..self.at);
                }
                b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => {
                    if !command.words.is_empty() {
                        return Ok(Some(command));
                    }
                    let both = self.rest().starts_with("&&") || self.rest().starts_with("||");
                    command.conditional = both || (command.conditional && byte == b'\n');
                    self.at += if both { 2 } else { 1 };
                }
                _ => {
                    let word = self.word(variables)?;
                    command.words.push(word);
                }
            }
        }
        Ok((!command.words.is_empty()).then_some(command))
    }

    fn word(&mut self, variables: &Map) -> Result<Word<'t>, Unfinished> {
        let start = self.at;
        let length = name_len(self.rest());
        let name = &self.rest()[..length];
        let append = self.rest()[length..].starts_with("+=");
        let assigns = length > 0 && (append || self.rest()[length..].starts_with('='));
        if assigns {
            self.at += length + if append { 2 } else { 1 };
        }
        let value_start = self.at;
        let Draft { value, parts } = self.value(assigns, variables)?;
        Ok(Word {
            raw: &self.text[start..self.at],
            start,
            end: self.at,
            name: assigns.then_some(name),
            append,
            value_start,
            value,
            parts,
        })
    }

    /// Reads to the end of the word.
    fn value(&mut self, assigns: bool, variables: &Map) -> Result<Draft, Unfinished> {
        let mut value = Draft::default();
        if assigns && self.peek() == Some(b'~') {
            value.unknown("a shell puts a home directory in place of `~`");
        }
        if assigns && self.peek() == Some(b'(') {
            value.unknown("it is a list of a shell");
            self.skip_parentheses()?;
        }
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => break,
                b'\r' if self.rest().starts_with("\r\n") => break,
                b'\'' => {
                    let start = self.at;
                    let Some(length) = self.rest()[1..].find('\'') else { return Err(self.unclosed(start)) };
                    value.push(&self.rest()[1..=length]);
                    self.at += length + 2;
                    self.note_long_quote(start);
                }
                b'"' => self.double_quoted(&mut value, variables)?,
                b'$' | b'`' => self.expansion(&mut value, variables)?,
                b'\\' => {
                    self.at += 1;
                    value.push_char(self.take().filter(|c| *c != '\n'));
                }
                _ => value.push_char(self.take()),
            }
        }
        Ok(value)
    }

    fn double_quoted(&mut self, value: &mut Draft, variables: &Map) -> Result<(), Unfinished> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(self.unclosed(start)),
                Some(b'"') => break,
                Some(b'$' | b'`') => self.expansion(value, variables)?,
                Some(b'\\') => {
                    self.at += 1;
                    match self.take() {
                        Some('\n') => {}
                        Some(c @ ('$' | '`' | '"' | '\\')) => value.push_char(Some(c)),
                        Some(c) => {
                            value.push_char(Some('\\'));
                            value.push_char(Some(c));
                        }
                        None => {}
                    }
                }
                Some(_) => value.push_char(self.take()),
            }
        }
        self.at += 1;
        self.note_long_quote(start);
        Ok(())
    }

    /// `$…` or a command in backticks.
    fn expansion(&mut self, value: &mut Draft, variables: &Map) -> Result<(), Unfinished> {
        let start = self.at;
        let rest = self.rest();
        if let Some(command) = rest.strip_prefix('`') {
            let Some(length) = command.find('`') else {
                return Err(Unfinished { start, end: start + 1, what: "this backtick" });
            };
            self.at += length + 2;
            value.unknown("a shell command gives it");
            return Ok(());
        }
        let after = &rest[1..];
        let braced = after.strip_prefix('{');
        let name = braced.unwrap_or(after);
        let name = &name[..name_len(name)];
        let simple = !name.is_empty() && braced.is_none_or(|text| text[name.len()..].starts_with('}'));
        if simple {
            self.at += 1 + name.len() + if braced.is_some() { 2 } else { 0 };
            let node = variables.get(name);
            let parts = node.iter().flat_map(|node| node.origins());
            value.parts.extend(parts.take(MAX_PARTS.saturating_sub(value.parts.len())));
            match node.map(|node| &node.value) {
                Some(Value::Str(text)) => value.push(text),
                Some(Value::Unknown(reason)) => value.unknown(reason.as_str()),
                _ => value.unknown(&format!("it takes `${name}` from the environment")),
            }
        } else if braced.is_some() {
            let Some(length) = rest.find('}') else {
                return Err(Unfinished { start, end: start + 2, what: "this `${`" });
            };
            self.at += length + 1;
            value.unknown("a shell computes it");
        } else if after.starts_with('(') {
            self.at += 1;
            self.skip_parentheses()?;
            value.unknown("a shell command gives it");
        } else {
            self.at += 1;
            match after.as_bytes().first() {
                Some(b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-') => {
                    self.at += 1;
                    value.unknown("a shell computes it");
                }
                Some(b'\'') => value.unknown("it has escapes of a shell"),
                _ => value.push("$"),
            }
        }
        Ok(())
    }

    /// From an opening parenthesis to the one that closes it, quotes respected.
    fn skip_parentheses(&mut self) -> Result<(), Unfinished> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut quote = None;
        while let Some(c) = self.take() {
            match (quote, c) {
                (None | Some('"'), '\\') => drop(self.take()),
                (Some(open), c) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                (None, _) => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
        Err(Unfinished { start, end: start + 1, what: "this parenthesis" })
    }

    fn note_long_quote(&mut self, start: usize) {
        if self.long_quote.is_none() && self.text[start..self.at].contains('\n') {
            self.long_quote = Some((start, start + 1));
        }
    }

    fn unclosed(&self, start: usize) -> Unfinished {
        let (start, end) = self.long_quote.unwrap_or((start, start + 1));
        Unfinished { start, end, what: "this quote" }
    }
}

/// A value in the making.
struct Draft {
    value: Result<String, Reason>,
    /// The literals of the variables in it.
    parts: Vec<Span>,
}

impl Default for Draft {
    fn default() -> Self {
        Draft { value: Ok(String::new()), parts: Vec::new() }
    }
}

impl Draft {
    fn push(&mut self, text: &str) {
        match &mut self.value {
            Ok(value) if value.len() + text.len() <= MAX_VALUE => value.push_str(text),
            Ok(_) => self.unknown("it is too long"),
            Err(_) => {}
        }
    }

    fn push_char(&mut self, c: Option<char>) {
        if let Some(c) = c {
            self.push(c.encode_utf8(&mut [0; 4]));
        }
    }

    /// The first reason stays.
    fn unknown(&mut self, reason: &str) {
        if self.value.is_ok() {
            self.value = Err(Reason::new(reason));
        }
    }
}

fn name_len(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}
