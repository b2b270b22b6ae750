//! Finds what looks like a secret in any text, without understanding it.
//!
//! Files that do not parse, and comments, hold secrets too. So this looks only for a name that promises a
//! secret and takes what follows it, and rather hides too much than too little.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::secret::is_secret_name;

/// How far a value without quotes reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Lua, JavaScript, nginx: to a blank, a comma, a semicolon or a closing bracket.
    Code,
    /// HOCON: to a comma, a closing brace or a comment.
    Hocon,
    /// `name=value` files: to the end of the line.
    Lines,
    /// `jitsi-doctor.toml`: as [`Style::Code`], but the name of a rule is not that of a secret.
    Policy,
}

impl Style {
    /// The style of a file, by its name.
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let lines = ["config", "turnserver.conf", ".env", "env"].contains(&name)
            || [".properties", ".env", ".service"].iter().any(|ending| name.ends_with(ending));
        match name {
            _ if lines => Style::Lines,
            "jicofo.conf" | "jvb.conf" => Style::Hocon,
            _ if name.ends_with(".hocon") => Style::Hocon,
            _ if name.ends_with(".toml") => Style::Policy,
            _ => Style::Code,
        }
    }
}

/// The inner text of something that looks like a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Its bytes.
    pub range: Range<usize>,
    /// Whether it is the value itself, and not something in a list or block below the name.
    pub direct: bool,
}

/// Everything that looks like a secret, in order of appearance; hits may overlap.
pub fn scan(text: &str, style: Style) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut scan = Scan {
        text,
        bytes,
        style,
        hits: Vec::new(),
        hidden_to: 0,
        brackets_to: 0,
        line: 0..0,
        names: BTreeSet::new(),
    };
    scan.named();
    scan.variables();
    scan.addresses();
    scan.tokens();
    scan.keys();
    scan.hits.retain(|hit| !hit.range.is_empty());
    scan.hits.sort_by_key(|hit| (hit.range.start, hit.range.end));
    scan.hits
}

/// How far a quote that seems to be forgotten is looked for.
const NEAR: usize = 500;

struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    style: Style,
    hits: Vec<Hit>,
    /// End of the furthest hit: names inside of what is hidden already are not looked at again.
    hidden_to: usize,
    /// End of the furthest bracket that was looked through.
    brackets_to: usize,
    /// The last line end that was looked for: from where, and where it is.
    line: Range<usize>,
    /// Variables that a secret is taken from.
    names: BTreeSet<&'t str>,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Cheap test before the exact one: most words of a file are far from any secret.
fn may_be_secret(word: &[u8]) -> bool {
    const HINTS: [&[u8]; 6] = [b"pass", b"secret", b"credential", b"key", b"token", b"bindpw"];
    HINTS.iter().any(|hint| word.windows(hint.len()).any(|part| part.eq_ignore_ascii_case(hint)))
}

impl<'t> Scan<'t> {
    fn hit(&mut self, range: Range<usize>, direct: bool) {
        self.hidden_to = self.hidden_to.max(range.end);
        self.hits.push(Hit { range, direct });
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn skip(&self, mut at: usize, skipped: impl Fn(u8) -> bool) -> usize {
        while at < self.bytes.len() && skipped(self.bytes[at]) {
            at += 1;
        }
        at
    }

    fn skip_blanks(&self, at: usize) -> usize {
        self.skip(at, |byte| matches!(byte, b' ' | b'\t'))
    }

    /// The end of the line. The same line is not searched twice: it may be the whole file.
    fn line_end(&mut self, at: usize) -> usize {
        if !(self.line.start..=self.line.end).contains(&at) || self.line.is_empty() {
            self.line = at..self.skip(at, |byte| byte != b'\n');
        }
        let end = self.line.end;
        if end > at && self.byte(end - 1) == b'\r' { end - 1 } else { end }
    }

    /// Values behind a name that promises a secret.
    fn named(&mut self) {
        let (mut at, mut line_start) = (0, 0);
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if byte == b'\n' {
                line_start = at + 1;
            }
            if !is_word(byte) {
                at += 1;
                continue;
            }
            let end = self.skip(at, is_word);
            let word = &self.text[at..end];
            let rule = self.style == Style::Policy && at > 0 && self.bytes[at - 1] == b'/';
            if !rule && may_be_secret(word.as_bytes()) && is_secret_name(word) {
                self.value_of(at, end, line_start);
            } else if self.style == Style::Lines && word == "user" && self.is_first_word(line_start, at) {
                self.password_of_user(end);
            } else if word == "Basic" || word == "Bearer" {
                let start = self.skip_blanks(end);
                let stop =
                    self.skip(start, |byte| is_word(byte) || matches!(byte, b'+' | b'/' | b'=' | b'~'));
                // Credentials are long; prose goes on with short words.
                if start > end && stop - start >= 6 {
                    self.hit(start..stop, true);
                }
            }
            // Inside of a hit nothing is left to hide, but its line may have ended.
            let next = end.max(self.hidden_to);
            if let Some(newline) =
                self.text.as_bytes()[end..next.min(self.bytes.len())].iter().rposition(|byte| *byte == b'\n')
            {
                line_start = end + newline + 1;
            }
            at = next;
        }
    }

    /// `local s = "…"`, where a secret is set to `s`: a file that does not parse tells nobody what `s` is.
    fn variables(&mut self) {
        let names = std::mem::take(&mut self.names);
        let mut at = 0;
        while at < self.bytes.len() && !names.is_empty() {
            let end = self.skip(at, is_word).max(at + 1);
            if is_word(self.bytes[at]) && names.contains(&self.text[at..end]) {
                let equals = self.skip_blanks(end);
                let value = self.skip_blanks(equals + 1);
                if self.byte(equals) == b'=' && matches!(self.byte(value), b'"' | b'\'' | b'`') {
                    self.quoted(value, self.byte(value));
                }
            }
            at = end;
        }
    }

    /// coturn's `user=name:password`.
    fn password_of_user(&mut self, name_end: usize) {
        let at = self.skip(name_end, |byte| matches!(byte, b' ' | b'\t' | b'='));
        let end = self.line_end(at);
        if let Some(colon) = self.text[at.min(end)..end].find(':') {
            self.hit(at + colon + 1..end, true);
        }
    }

    fn value_of(&mut self, name: usize, name_end: usize, line_start: usize) {
        let mut at = name_end;
        // `["name"] =`, `"name":`, `$(name)`.
        at = self.skip(at, |byte| matches!(byte, b'"' | b'\'' | b'`' | b']'));
        at = self.skip_blanks(at);
        let operator = self.skip(at, |byte| matches!(byte, b'+' | b'?' | b'!' | b'~' | b':' | b'=' | b'>'));
        let separated = self.text[at..operator].contains([':', '=']);
        if separated {
            at = self.skip_blanks(operator);
            let next_line = self.skip(at, |byte| byte.is_ascii_whitespace());
            if matches!(self.byte(next_line), b'"' | b'\'' | b'`' | b'[' | b'{') {
                at = next_line;
            }
            self.value(at);
        } else if matches!(self.byte(at), b'"' | b'\'' | b'`' | b'{') && at > name_end {
            self.value(at);
        } else if at > name_end && self.is_first_word(line_start, name) {
            // `name value`: only where nothing but a value follows, else it is prose.
            let end = self.skip(at, |byte| !byte.is_ascii_whitespace() && byte != b';');
            let rest = self.skip(end, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b';'));
            if matches!(self.byte(rest), b'\n' | 0 | b'#') {
                self.hit(at..end, true);
            }
        }
    }

    /// Whether only comment marks, quotes and the words `set` and `export` stand before the name.
    fn is_first_word(&self, line_start: usize, name: usize) -> bool {
        let before =
            self.text[line_start..name].trim_matches(|c: char| c.is_whitespace() || "#/-*;$\"'".contains(c));
        matches!(before, "" | "set" | "export" | "env")
    }

    fn value(&mut self, at: usize) {
        let line_end = self.line_end(at);
        match self.byte(at) {
            quote @ (b'"' | b'\'' | b'`') => self.quoted(at, quote),
            b'[' if self.long_bracket(at).is_some() => {
                let Some(range) = self.long_bracket(at) else { return };
                self.hit(range, true);
            }
            b'{' if self.text[at..line_end].starts_with("{{") => {}
            b'{' | b'[' | b'(' => self.bracket(at),
            _ => {
                let end = self.unquoted_end(at, line_end);
                let text: &'t str = self.text;
                let value = text[at..end].trim_end();
                if !is_harmless(value) {
                    if self.style == Style::Code {
                        self.names.insert(value);
                    }
                    self.hit(at..at + value.len(), true);
                }
            }
        }
    }

    fn quoted(&mut self, at: usize, quote: u8) {
        let triple = [quote; 3];
        if self.bytes[at..].starts_with(&triple) {
            let start = at + 3;
            let end = self.text[start..].find(str::from_utf8(&triple).unwrap_or_default());
            return self.hit(start..end.map_or(self.bytes.len(), |end| start + end), true);
        }
        let (start, mut end) = (at + 1, at + 1);
        while end < self.bytes.len()
            && self.bytes[end] != quote
            && (self.bytes[end] != b'\n' || quote == b'`')
        {
            // A backslash takes the next byte with it, even the end of the line.
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        if self.byte(end) != quote {
            let line_end = self.line_end(start);
            return self.hit(start..line_end.max(end.min(self.bytes.len())), true);
        }
        let line_end = self.line_end(end);
        let rest = &self.bytes[end + 1..line_end.clamp(end + 1, end + 1 + NEAR).min(self.bytes.len())];
        if rest.iter().filter(|byte| **byte == quote).count() % 2 == 1 {
            // A quote inside of the secret that was not escaped: the last quote is the real end.
            end += 1 + rest.iter().rposition(|byte| *byte == quote).unwrap_or(0);
        } else if rest.first().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            end = self.skip(end + 1, |byte| !byte.is_ascii_whitespace() && !b",;)}]".contains(&byte));
        }
        self.hit(start..end, true);
        // `"a" .. "b"` is one value.
        let joined = self.skip(end + 1, |byte| matches!(byte, b' ' | b'\t' | b'.' | b'+'));
        if joined > end + 1 && matches!(self.byte(joined), b'"' | b'\'') {
            self.quoted(joined, self.byte(joined));
        }
    }

    /// The inside of Lua's `[[…]]` or `[=[…]=]`.
    fn long_bracket(&self, at: usize) -> Option<Range<usize>> {
        let level = self.skip(at + 1, |byte| byte == b'=') - at - 1;
        let start = at + level + 2;
        if self.byte(start - 1) != b'[' {
            return None;
        }
        let close = format!("]{}]", "=".repeat(level));
        let end = self.text[start..].find(&close).map_or(self.bytes.len(), |end| start + end);
        Some(start..end)
    }

    /// Every quoted text up to the closing bracket.
    fn bracket(&mut self, start: usize) {
        const REACH: usize = 4096;
        if start < self.brackets_to {
            return;
        }
        let (mut depth, mut at) = (0usize, start);
        let end = self.bytes.len().min(start + REACH);
        self.brackets_to = end;
        while at < end {
            match self.bytes[at] {
                b'{' | b'[' | b'(' => depth += 1,
                b'}' | b']' | b')' => {
                    depth -= 1;
                    if depth == 0 {
                        self.brackets_to = at;
                        return;
                    }
                }
                quote @ (b'"' | b'\'') => {
                    let end = self.skip(at + 1, |byte| byte != quote && byte != b'\n');
                    self.hit(at + 1..end, false);
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn unquoted_end(&self, at: usize, line_end: usize) -> usize {
        let rest = &self.text[at..line_end.max(at)];
        let end = match self.style {
            Style::Lines => rest.len(),
            Style::Hocon => rest.find([',', '}', '#']).unwrap_or(rest.len()),
            Style::Code | Style::Policy => {
                let end = rest.find([' ', '\t', ',', ';', ')', '}', ']']).unwrap_or(rest.len());
                // An odd quote behind it closes a text whose opening quote was forgotten.
                let near = &rest.as_bytes()[end..rest.len().min(end + NEAR)];
                match near.iter().rposition(|byte| matches!(byte, b'"' | b'\'')) {
                    Some(last) if near.iter().filter(|byte| **byte == near[last]).count() % 2 == 1 => {
                        end + last
                    }
                    _ => end,
                }
            }
        };
        at + end
    }

    /// `scheme://user:password@host`.
    fn addresses(&mut self) {
        let (mut behind, mut end) = (0, 0);
        for (at, _) in self.text.match_indices("://") {
            let start = at + 3;
            if at < behind {
                continue;
            }
            if start > end {
                end = self.skip(start, |byte| !byte.is_ascii_whitespace() && !b"\"'`<>".contains(&byte));
            }
            let address = &self.text[start..end];
            let Some(colon) = address.find([':', '/', '@']) else { continue };
            if address.as_bytes()[colon] == b':' {
                // Another address inside of this one is judged with it.
                behind = end;
                if let Some(host) = address.rfind('@') {
                    self.hit(start + colon + 1..(start + host).max(start + colon + 1), true);
                }
            }
        }
    }

    /// JSON Web Tokens: two or three parts in base64, the first one a JSON object.
    fn tokens(&mut self) {
        let mut behind = 0;
        for (at, _) in self.text.match_indices("eyJ") {
            if at < behind {
                continue;
            }
            behind = self.skip(at, is_word);
            let token = &self.text[at..behind];
            if token.len() >= 30 && token.contains('.') {
                self.hit(at..behind, true);
            }
        }
    }

    /// Private keys in PEM, with or without their end.
    fn keys(&mut self) {
        const MARK: &str = "PRIVATE KEY-----";
        let mut behind = 0;
        for (at, _) in self.text.match_indices(MARK) {
            let start = at + MARK.len();
            if at < behind || !self.text[..at].ends_with(['N', ' ']) {
                continue;
            }
            behind = self.text[start..].find("-----END").map_or(self.bytes.len(), |end| start + end);
            self.hit(start..behind, false);
        }
    }
}

/// Values that tell nothing: literals and references to a place where the secret is.
fn is_harmless(value: &str) -> bool {
    const LITERALS: [&str; 9] = ["", "true", "false", "nil", "null", "undefined", "none", "yes", "no"];
    let reference = |open: &str, close: char| {
        value
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|name| name.trim_start_matches('?').bytes().all(is_word))
    };
    LITERALS.contains(&value)
        || reference("${", '}')
        || value.strip_prefix('$').is_some_and(|name| !name.is_empty() && name.bytes().all(is_word))
        || value.starts_with("os.getenv(")
        || value.starts_with("process.env.")
}
