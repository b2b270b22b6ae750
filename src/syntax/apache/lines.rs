//! Lines as httpd reads them: joined where one ends with a backslash, without the blanks around them.

use crate::syntax::directive::Word;
use crate::text::{FileId, Span};

/// The blanks of httpd.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0B | 0x0C | b'\r')
}

/// A part of a line that stands in one piece in the file.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it starts in the line.
    from: usize,
    /// Where it starts in the file.
    at: usize,
    /// The length in the file of a variable whose value stands in the line.
    variable: Option<usize>,
}

/// A line, joined from one or more lines of the file.
#[derive(Debug)]
pub(super) struct Line {
    file: FileId,
    text: String,
    pieces: Vec<Piece>,
    /// How far it has been read.
    at: usize,
}

/// The lines of a file.
pub(super) struct Lines<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    pub fn new(file: FileId, text: &'t str) -> Self {
        Lines { file, text, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut line = Line { file: self.file, text: String::new(), pieces: Vec::new(), at: 0 };
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest.find('\n');
            let whole = &rest[..length.unwrap_or(rest.len())];
            // httpd's texts end at a zero byte.
            let body = whole.split('\0').next().unwrap_or_default();
            line.pieces.push(Piece { from: line.text.len(), at: self.at, variable: None });
            line.text.push_str(body);
            self.at += length.map_or(rest.len(), |length| length + 1);
            if length.is_none() || body.len() < whole.len() {
                break;
            }
            let ended = line.text.strip_suffix('\r').unwrap_or(&line.text);
            let Some(joined) = ended.strip_suffix('\\').map(str::len) else { break };
            line.text.truncate(joined);
        }
        let end = line.text.trim_end_matches(|c: char| c.is_ascii() && is_blank(c as u8)).len();
        line.text.truncate(end);
        line.skip_blanks();
        Some(line)
    }
}

impl Line {
    /// What has not been read yet.
    pub fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The place of a part of the line.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let first = self.place(start, false);
        Span::new(self.file, first, self.place(end, true).max(first))
    }

    /// The place in the file; where a part ends belongs to the piece of its last character.
    fn place(&self, at: usize, end: bool) -> usize {
        let next = self.pieces.partition_point(|piece| if end { piece.from < at } else { piece.from <= at });
        let Some(piece) = self.pieces.get(next.saturating_sub(1)) else { return 0 };
        match piece.variable {
            Some(length) => piece.at + if end { length } else { 0 },
            None => piece.at + at.saturating_sub(piece.from),
        }
    }

    /// Puts values in the place of variables: `${NAME}`. One without a value stays as it is.
    pub fn resolve<'v>(&mut self, value: impl Fn(&str) -> Option<&'v str>) {
        if !self.text.contains("${") {
            return;
        }
        let mut text = String::new();
        let mut pieces = Vec::new();
        let mut done = 0;
        while let Some((start, name)) = variable(&self.text[done..]) {
            let start = done + start;
            let end = start + name.len() + 3;
            match value(name).filter(|value| text.len() + value.len() <= MAX_LINE) {
                Some(value) => {
                    self.copy(done..start, text.len(), &mut pieces);
                    text.push_str(&self.text[done..start]);
                    let (at, end) = (self.place(start, false), self.place(end, true));
                    let variable = Some(end.saturating_sub(at));
                    pieces.push(Piece { from: text.len(), at, variable });
                    text.push_str(value);
                }
                None => {
                    self.copy(done..end, text.len(), &mut pieces);
                    text.push_str(&self.text[done..end]);
                }
            }
            done = end;
        }
        self.copy(done..self.text.len(), text.len(), &mut pieces);
        text.push_str(&self.text[done..]);
        (self.text, self.pieces) = (text, pieces);
    }

    /// The pieces of a part of the line, for a line in which it starts at `to`.
    fn copy(&self, part: std::ops::Range<usize>, to: usize, pieces: &mut Vec<Piece>) {
        let first = self.pieces.partition_point(|piece| piece.from <= part.start).saturating_sub(1);
        for piece in self.pieces[first..].iter().take_while(|piece| piece.from < part.end) {
            let skipped = part.start.saturating_sub(piece.from);
            let from = to + piece.from.max(part.start) - part.start;
            pieces.push(Piece { from, at: piece.at + skipped, variable: None });
        }
    }

    /// All of it, without the blanks around it.
    pub fn whole(&self) -> Span {
        let start = self.text.bytes().take_while(|byte| is_blank(*byte)).count();
        self.span(start, self.text.len())
    }

    /// The last byte, where an end is missing.
    pub fn last(&self) -> Span {
        let start = self.text.char_indices().next_back().map_or(0, |(at, _)| at);
        self.span(start, self.text.len())
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().bytes().take_while(|byte| is_blank(*byte)).count();
    }

    /// Passes one character of ASCII if it is the next one, and the blanks behind it.
    pub fn take(&mut self, byte: char) -> bool {
        let taken = self.rest().starts_with(byte);
        if taken {
            self.at += byte.len_utf8();
            self.skip_blanks();
        }
        taken
    }

    /// Cuts the line at its last `>`. False when there is none in what has not been read.
    pub fn cut_bracket(&mut self) -> bool {
        let Some(at) = self.rest().rfind('>') else { return false };
        self.text.truncate(self.at + at);
        true
    }

    /// The next word. A quote ends at its partner or with the line, and a backslash stands for itself unless
    /// the quote or another one follows.
    pub fn word(&mut self) -> Option<Word> {
        self.skip_blanks();
        let start = self.at;
        let bytes = self.text.as_bytes();
        let first = *bytes.get(start)?;
        let quote = matches!(first, b'"' | b'\'').then_some(first);
        let body = start + usize::from(quote.is_some());
        let mut at = body;
        let mut text = Vec::new();
        while let Some(byte) = bytes.get(at).copied() {
            let ends = match quote {
                Some(quote) => byte == quote,
                None => is_blank(byte),
            };
            if ends {
                break;
            }
            let next = bytes.get(at + 1).copied();
            if byte == b'\\' && (next == Some(b'\\') || (quote.is_some() && next == quote)) {
                at += 1;
            }
            text.push(bytes[at]);
            at += 1;
        }
        let closed = quote.is_some() && at < bytes.len();
        let end = at + usize::from(closed);
        self.at = end;
        self.skip_blanks();
        let text = String::from_utf8_lossy(&text).into_owned();
        Some(Word { text, span: self.span(start, end) })
    }
}

/// A line whose variables have long values does not grow beyond this.
const MAX_LINE: usize = 1 << 13;

/// Where the first variable starts, and its name.
fn variable(text: &str) -> Option<(usize, &str)> {
    let start = text.find("${")?;
    let name = text[start + 2..].split_once('}')?.0;
    Some((start, name))
}
