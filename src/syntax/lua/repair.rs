//! Finds the real cause of a syntax error, and mends a copy of the text so that the rest can be read.
//!
//! Lua reports where it noticed an error. The cause often stands earlier: a `{` that is never closed is
//! noticed a section later, a missing comma a line later. Mending never moves a byte.

use super::scan::{Kind, Scan, Token, ends_value};
use crate::syntax::SyntaxError;
use crate::text::{FileId, LineIndex, Span};

/// How often the search starts again after a brace was found open; more is not worth the time.
const MAX_RESTARTS: usize = 20;

/// A bracket or block that is open.
struct Open {
    token: usize,
    /// The first token inside that looks as if it belonged outside.
    suspect: Option<usize>,
}

struct Repair<'a> {
    text: &'a str,
    file: FileId,
    lines: &'a LineIndex,
    tokens: Vec<Token>,
    mended: Vec<u8>,
    errors: Vec<SyntaxError>,
    open: Vec<Open>,
    at: usize,
    restarts: usize,
}

/// Adds the errors of structure to those of the scan, and mends what it can.
pub fn repair(text: &str, file: FileId, lines: &LineIndex, scan: Scan) -> (String, Vec<SyntaxError>) {
    let Scan { tokens, errors, mended, .. } = scan;
    let mut repair =
        Repair { text, file, lines, tokens, mended, errors, open: Vec::new(), at: 0, restarts: 0 };
    loop {
        while repair.at < repair.tokens.len() {
            repair.step();
        }
        if !repair.end_of_file() {
            break;
        }
    }
    repair.errors.sort_by_key(|error| error.span.start);
    (String::from_utf8_lossy(&repair.mended).into_owned(), repair.errors)
}

impl<'a> Repair<'a> {
    fn word(&self, at: usize) -> &str {
        let word = self.tokens.get(at).and_then(|token| self.mended.get(token.start..token.end));
        word.and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default()
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn is_first(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.first)
    }

    fn span(&self, at: usize) -> Span {
        let (start, end) = self.tokens.get(at).map_or((0, 0), |token| (token.start, token.end));
        Span::new(self.file, start, end)
    }

    fn line(&self, at: usize) -> usize {
        let offset = self.tokens.get(at).map_or(self.text.trim_end().len(), |token| token.start);
        self.lines.line_of(offset)
    }

    fn indent(&self, at: usize) -> usize {
        let line = &self.text[self.lines.start_of(self.line(at))..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    fn report(&mut self, span: Span, cause: impl Into<String>, fix: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, cause).fix(fix));
    }

    fn blank(&mut self, at: usize) {
        let span = self.span(at).range();
        self.mended[span].fill(b' ');
    }

    /// Puts one sign between a token and the one before it, if there is room.
    fn insert_before(&mut self, at: usize, sign: u8) {
        let (Some(before), Some(token)) = (self.tokens.get(at.wrapping_sub(1)), self.tokens.get(at)) else {
            return;
        };
        let (start, end) = (before.end, token.start);
        if start < end && self.mended[start].is_ascii_whitespace() {
            self.mended[start] = sign;
        } else if start < end && matches!(self.mended[end - 1], b' ' | b'\t') {
            self.mended[end - 1] = sign;
        }
    }

    fn in_table(&self) -> bool {
        self.open.last().is_some_and(|open| self.word(open.token) == "{")
    }

    fn in_block(&self) -> bool {
        self.open.last().is_none_or(|open| self.kind(open.token) == Some(Kind::Keyword))
    }

    /// Whether a statement that opens a section or sets an option begins here.
    fn starts_statement(&self, at: usize) -> bool {
        if !self.is_first(at) {
            return false;
        }
        let Some(open) = self.open.last() else { return true };
        let outside = self.indent(at) <= self.indent(open.token) && self.line(at) > self.line(open.token);
        match self.kind(at) {
            Some(Kind::Keyword) => {
                !matches!(self.word(at), "nil" | "true" | "false" | "function" | "not" | "and" | "or")
            }
            Some(Kind::Name) if matches!(self.word(at), "VirtualHost" | "Component" | "Include") => {
                self.kind(at + 1) == Some(Kind::Text) || self.word(at + 1) == "("
            }
            Some(Kind::Name) => outside && self.word(at + 1) == "=",
            _ => false,
        }
    }

    fn step(&mut self) {
        let at = self.at;
        self.at += 1;
        if self.in_table() {
            if self.table_item(at) {
                return;
            }
        } else if self.in_block() {
            if self.statement(at) {
                return;
            }
        } else if self.kind(at) == Some(Kind::Name) && self.starts_statement(at) {
            return self.never_closed(at);
        }
        match (self.kind(at), self.word(at)) {
            (Some(Kind::Symbol), "{" | "(" | "[")
            | (Some(Kind::Keyword), "function" | "do" | "if" | "repeat") => {
                self.open.push(Open { token: at, suspect: None });
            }
            (Some(Kind::Symbol), "}" | ")" | "]") | (Some(Kind::Keyword), "end" | "until") => self.close(at),
            _ => {}
        }
    }

    fn close(&mut self, at: usize) {
        let closing = self.word(at).to_owned();
        let opening = match closing.as_str() {
            "}" => "{",
            ")" => "(",
            "]" => "[",
            _ => "a block",
        };
        let matches = |repair: &Self, open: &Open| match repair.kind(open.token) {
            Some(Kind::Keyword) => opening == "a block",
            _ => repair.word(open.token) == opening,
        };
        match self.open.iter().rposition(|open| matches(self, open)) {
            Some(depth) if depth + 1 == self.open.len() => {
                self.open.pop();
            }
            Some(_) => self.never_closed(at),
            None => {
                let span = self.span(at);
                let cause = match opening {
                    "a block" => format!("this `{closing}` ends nothing: no block is open here"),
                    _ => format!("this `{closing}` closes nothing: no `{opening}` is open here"),
                };
                self.report(span, cause, "remove it, or add what is missing before it");
                self.blank(at);
            }
        }
    }

    /// The innermost bracket was still open when `at` showed that it should not be.
    fn never_closed(&mut self, at: usize) {
        let Some(open) = self.open.pop() else { return };
        let closing = match self.word(open.token) {
            "{" => "}",
            "(" => ")",
            "[" => "]",
            "repeat" => "until",
            _ => "end",
        };
        let opening = self.word(open.token).to_owned();
        let target = open.suspect.unwrap_or(at);
        let (noticed, before) = (self.line(at) + 1, self.line(target) + 1);
        let span = self.span(open.token);
        let mut cause = format!("this `{opening}` is never closed");
        if noticed > self.line(open.token) + 1 {
            cause.push_str(&format!("; Prosody notices it only in line {noticed}"));
        }
        let fix = if target < self.tokens.len() {
            format!("add the missing `{closing}` before line {before}")
        } else {
            format!("add the missing `{closing}`")
        };
        self.report(span, cause, fix);
        if target >= self.tokens.len() {
            self.mended.extend_from_slice(b"\n");
            self.mended.extend_from_slice(closing.as_bytes());
            return;
        }
        if closing.len() == 1 {
            self.insert_before(target, closing.as_bytes()[0]);
        }
        // What stood between was judged from the inside of the bracket: judge it again.
        if open.suspect.is_some() && self.restarts < MAX_RESTARTS {
            self.restarts += 1;
            self.open.retain(|outer| outer.token < open.token);
            self.at = target;
        } else {
            self.at = at;
        }
    }

    /// Closes what is open at the end; whether there is more to judge.
    fn end_of_file(&mut self) -> bool {
        // A bracket with something suspicious in it explains the others.
        let suspicious = self.open.iter().position(|open| open.suspect.is_some());
        if let Some(depth) = suspicious.filter(|_| self.restarts < MAX_RESTARTS) {
            self.open.truncate(depth + 1);
            self.never_closed(self.tokens.len());
            return true;
        }
        while !self.open.is_empty() {
            self.never_closed(self.tokens.len());
        }
        false
    }

    /// Judges a token inside of `{}`; whether it is dealt with.
    fn table_item(&mut self, at: usize) -> bool {
        let Some(open) = self.open.last() else { return false };
        let opening = open.token;
        let statement = self.starts_statement(at);
        let before = at.saturating_sub(1);
        let gap = before > opening
            && self.tokens.get(before).is_some_and(|token| ends_value(token, self.text))
            && !matches!(self.word(before).trim(), "" | ",")
            && self.starts_value(at)
            && !self.is_call(before, at);
        if statement && (gap || self.kind(at) == Some(Kind::Keyword)) {
            self.never_closed(at);
            return true;
        }
        if statement && let Some(open) = self.open.last_mut() {
            open.suspect.get_or_insert(at);
        }
        if gap {
            self.missing_comma(before, at);
        }
        if self.kind(at) == Some(Kind::Text) && matches!(self.word(at + 1), "=" | ":") {
            let span = self.span(at);
            let text = self.text.get(span.range()).unwrap_or_default().to_owned();
            self.report(span, "a key in quotes needs brackets around it", format!("write `[{text}] =`"));
            let range = span.range();
            let inner = self.text.get(range.start + 1..range.end - 1).unwrap_or_default();
            if inner.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') && !inner.is_empty() {
                self.mended[range.start] = b' ';
                self.mended[range.end - 1] = b' ';
            }
            if self.word(at + 1) == ":" {
                let colon = self.tokens[at + 1].start;
                self.mended[colon] = b'=';
            }
        } else {
            self.colon(at);
        }
        false
    }

    fn starts_value(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name | Kind::Number | Kind::Text) => true,
            Some(Kind::Keyword) => !matches!(self.word(at), "and" | "or" | "then" | "do" | "in"),
            Some(Kind::Symbol) => matches!(self.word(at), "{" | "..."),
            None => false,
        }
    }

    /// Whether the second token makes a call of the first: `f "x"`, `f { }`.
    fn is_call(&self, before: usize, at: usize) -> bool {
        let callee = self.kind(before) == Some(Kind::Name) || matches!(self.word(before), ")" | "]");
        callee && (self.kind(at) == Some(Kind::Text) || self.word(at) == "{")
    }

    fn missing_comma(&mut self, before: usize, at: usize) {
        let span = self.span(before);
        if self.word(before) == "..." {
            self.report(span, "`...` is a placeholder of a guide, not a value", "remove it");
            return self.blank(before);
        } else if self.word(at) == "..." {
            let span = self.span(at);
            self.report(span, "`...` is a placeholder of a guide, not a value", "remove it");
            self.blank(at);
            self.mended[span.start as usize] = b',';
            return;
        } else {
            let what = if self.word(before) == "}" { "table" } else { "value" };
            self.report(span, format!("there is no comma after this {what}"), "add a comma after it");
        }
        self.insert_before(at, b',');
    }

    /// `key: value` as in JSON or YAML.
    fn colon(&mut self, at: usize) -> bool {
        let value = match self.kind(at + 2) {
            Some(Kind::Number | Kind::Text) => true,
            Some(Kind::Keyword) => matches!(self.word(at + 2), "true" | "false" | "nil"),
            _ => self.word(at + 2) == "{",
        };
        if self.kind(at) != Some(Kind::Name) || self.word(at + 1) != ":" || !value {
            return false;
        }
        let colon = self.span(at + 1);
        self.report(colon, "Lua sets a value with `=`, not with `:`", "write `=`");
        self.mended[colon.start as usize] = b'=';
        true
    }

    /// Judges a token at the start of a line outside of brackets; whether it is dealt with.
    fn statement(&mut self, at: usize) -> bool {
        if !self.is_first(at) {
            return false;
        }
        if self.word(at) == "..." {
            let span = self.span(at);
            self.report(span, "`...` is a placeholder of a guide, not Lua", "remove this line");
            self.blank(at);
            return true;
        }
        if self.kind(at) != Some(Kind::Name) || self.colon(at) {
            return false;
        }
        let next = self.word(at + 1).to_owned();
        let same_line = !self.is_first(at + 1);
        match next.as_str() {
            "==" if same_line => {
                let span = self.span(at + 1);
                self.report(span, "`==` compares; it sets nothing", "write one `=`");
                self.mended[span.range()].copy_from_slice(b"= ");
            }
            "=" if at > 0 && self.word(at - 1) == "," && self.is_assigned_before(at - 1) => {
                let span = self.span(at - 1);
                self.report(span, "this comma ties the next line to the value before", "remove the comma");
                self.blank(at - 1);
            }
            "=" if self.is_first(at + 2)
                && self.kind(at + 2) == Some(Kind::Name)
                && self.word(at + 3) == "=" =>
            {
                let span = self.span(at).to(self.span(at + 1));
                self.report(span, "there is no value after `=`", "write the value, or remove the line");
                self.blank(at);
                self.blank(at + 1);
            }
            "-" if same_line && self.kind(at + 2) == Some(Kind::Name) && !self.is_first(at + 2) => {
                let mut end = at + 2;
                while self.word(end + 1) == "-" && self.kind(end + 2) == Some(Kind::Name) {
                    end += 2;
                }
                if self.word(end + 1) == "=" {
                    let span = self.span(at).to(self.span(end));
                    self.report(span, "the name of an option cannot contain `-`", "write `_` for `-`");
                    for dash in (at + 1..end).step_by(2) {
                        let dash = self.tokens[dash].start;
                        self.mended[dash] = b'_';
                    }
                }
            }
            _ if same_line
                && matches!(self.word(at), "VirtualHost" | "Component" | "Include")
                && self.kind(at + 1) == Some(Kind::Name) =>
            {
                self.name_without_quotes(at + 1);
            }
            "true" | "false" | "nil" => self.missing_equals(at),
            _ if self.kind(at + 1) == Some(Kind::Number) => self.missing_equals(at),
            _ => {}
        }
        false
    }

    /// Whether a comma at the end of a line ends a value, rather than standing between two names.
    fn is_assigned_before(&self, comma: usize) -> bool {
        let line = self.line(comma);
        (0..comma).rev().take_while(|at| self.line(*at) == line).any(|at| self.word(at) == "=")
            || self.word(comma.wrapping_sub(1)) == "}"
    }

    /// `VirtualHost meet.example.com`.
    fn name_without_quotes(&mut self, at: usize) {
        let rest = &self.text[self.tokens[at].start..];
        let len =
            rest.find(|c: char| c.is_whitespace() || matches!(c, ';' | '{' | '"')).unwrap_or(rest.len());
        let span = self.span(at);
        let span = Span::new(self.file, span.start as usize, span.start as usize + len);
        let name = self.text[span.range()].to_owned();
        self.report(span, format!("the name `{name}` has no quotes"), format!("write \"{name}\""));
        let range = span.range();
        if self.mended.get(range.end).is_some_and(u8::is_ascii_whitespace) {
            self.mended[range.start - 1] = b'"';
            self.mended[range.end] = b'"';
        }
        while self.tokens.get(self.at).is_some_and(|token| token.start < range.end) {
            self.at += 1;
        }
    }

    fn missing_equals(&mut self, at: usize) {
        if !self.is_first(at + 1) {
            let span = self.span(at);
            self.report(span, "there is no `=` after this name", "add `=`");
            self.insert_before(at + 1, b'=');
        }
    }
}
