//! From the text to names and raw values.

use std::borrow::Cow;
use std::ops::Range;

/// How a value is quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quote {
    None,
    Single,
    Double,
}

/// `NAME=value`, or a name alone.
#[derive(Debug)]
pub(super) struct Statement<'t> {
    pub key: &'t str,
    pub name: Range<usize>,
    /// The value without its quotes, and with only their own escapes removed; `None` for a name alone.
    pub text: Option<Cow<'t, str>>,
    pub quote: Quote,
    /// The value with its quotes.
    pub value: Range<usize>,
}

/// What compose refuses.
#[derive(Debug)]
pub(super) struct Fault {
    pub start: usize,
    pub end: usize,
    pub cause: String,
    pub fix: &'static str,
}

pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The comments that were passed.
    pub comments: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, at: usize) -> Self {
        Reader { text, at, comments: Vec::new() }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) {
        self.at = self.text.len() - self.rest().trim_start_matches(what).len();
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// The next statement; after a fault the reading goes on in the next line.
    pub fn next(&mut self) -> Option<Result<Statement<'t>, Fault>> {
        self.skip(char::is_whitespace);
        while self.rest().starts_with('#') {
            let start = self.at;
            self.skip_line();
            self.comments.push(start..self.at);
            self.skip(char::is_whitespace);
        }
        (!self.rest().is_empty()).then(|| self.statement())
    }

    fn statement(&mut self) -> Result<Statement<'t>, Fault> {
        let line = self.at;
        if let Some(after) = self.rest().strip_prefix("export")
            && after.starts_with(['\t', '\n', '\u{c}', '\r', ' '])
        {
            self.at += "export".len();
            self.skip(is_blank);
            if self.rest().is_empty() {
                let cause = "there is no name after `export`".to_owned();
                return Err(Fault { start: line, end: line + 6, cause, fix: "write NAME=value" });
            }
        }
        let start = self.at;
        let named = |c: char| c.is_alphabetic() || c.is_numeric() || matches!(c, '_' | '.' | '-' | '[' | ']');
        let wrong = |c: char| !(is_blank(c) || named(c) || matches!(c, '=' | ':' | '\n'));
        let end = self.rest().find(|c| matches!(c, '=' | ':' | '\n') || wrong(c));
        // At the end of the file compose takes the name for the value of a nameless variable.
        let (length, separator) = match end {
            Some(length) => (length, self.rest()[length..].chars().next()),
            None => (0, None),
        };
        if let Some(c) = separator.filter(|c| wrong(*c)) {
            let at = start + length;
            self.skip_line();
            let cause = format!("the character {c} cannot be in a name");
            let fix = "put the name right, or a # before the line if it is a comment";
            return Err(Fault { start: at, end: at + c.len_utf8(), cause, fix });
        }
        let key = self.text[start..start + length].trim_end();
        if key.contains(' ') {
            self.skip_line();
            let cause = "there is a space in this name".to_owned();
            let fix = "write NAME=value; a value over several lines needs quotes";
            return Err(Fault { start, end: start + key.len(), cause, fix });
        }
        self.at = start + length + separator.map_or(0, char::len_utf8);
        let name = start..start + key.len();
        if separator == Some('\n') {
            let value = name.clone();
            return Ok(Statement { key, name, text: None, quote: Quote::None, value });
        }
        self.skip(is_blank);
        self.value(key, name)
    }

    fn value(&mut self, key: &'t str, name: Range<usize>) -> Result<Statement<'t>, Fault> {
        let start = self.at;
        let quote = match self.rest().chars().next() {
            Some('\'') => Quote::Single,
            Some('"') => Quote::Double,
            _ => Quote::None,
        };
        if quote == Quote::None {
            self.skip_line();
            let line = &self.text[start..self.at];
            let length = line.find(" #").unwrap_or(line.len());
            if length < line.len() {
                self.comments.push(start + length + 1..self.at);
            }
            let text = line[..length].trim_end();
            let value = start..start + text.len();
            return Ok(Statement { key, name, text: Some(text.into()), quote, value });
        }
        let mark = if quote == Quote::Single { '\'' } else { '"' };
        let mut text = String::new();
        let mut escaped = false;
        for (at, c) in self.text[start + 1..].char_indices() {
            if c == mark && !escaped {
                self.at = start + 1 + at + 1;
                let value = start..self.at;
                return Ok(Statement { key, name, text: Some(text.into()), quote, value });
            }
            if c == '\\' && !escaped {
                escaped = true;
                continue;
            }
            // Only the quote itself loses its backslash here.
            if std::mem::take(&mut escaped) && c != mark {
                text.push('\\');
            }
            text.push(c);
        }
        self.at = self.text.len();
        let line = self.text[start..].find('\n').unwrap_or(self.text.len() - start);
        let cause = "this quote is never closed".to_owned();
        Err(Fault { start, end: start + line, cause, fix: "add the closing quote" })
    }
}

/// Blanks within a line.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}
