//! Places of a YAML text in bytes, and those of its scalars, which the parser gives with too much or too little.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

/// Where each character of a text stands.
pub(super) struct Places<'t> {
    text: &'t str,
    /// Where the text begins that the parser gets: behind a byte order mark.
    mark: usize,
    /// Where each character starts, for texts that are not plain ASCII.
    bytes: Option<Vec<u32>>,
    /// The end of the last scalar.
    last: usize,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str) -> Self {
        let mark = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        let bytes = (!text.is_ascii())
            .then(|| text[mark..].char_indices().map(|(at, _)| (mark + at) as u32).collect());
        Places { text, mark, bytes, last: mark }
    }

    /// The text for the parser.
    pub fn parsed(&self) -> &'t str {
        &self.text[self.mark..]
    }

    /// The byte at which a character starts, as the parser counts them.
    pub fn byte(&self, character: usize) -> usize {
        match &self.bytes {
            Some(bytes) => bytes.get(character).map_or(self.text.len(), |at| *at as usize),
            None => character.min(self.text.len()),
        }
    }

    /// The byte, or the start of the character that it is part of.
    pub fn boundary(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    /// The place of an event, without the blanks behind it.
    pub fn range(&self, span: saphyr_parser::Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index()).max(start);
        start..start + self.text.get(start..end).unwrap_or_default().trim_end().len()
    }

    /// The place of the next scalar, with its quotes or with the sign before its lines, and what stands before it.
    pub fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        span: saphyr_parser::Span,
    ) -> (Range<usize>, Range<usize>) {
        let mut range = self.range(span);
        let mut before = self.last..range.start.max(self.last);
        match style {
            // The parser takes blanks and comments behind the quote along.
            ScalarStyle::SingleQuoted => range.end = self.closing_quote(&range, '\''),
            ScalarStyle::DoubleQuoted => range.end = self.closing_quote(&range, '"'),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                if text.trim_matches('\n').is_empty() {
                    // There are no lines, only a comment.
                    let head = self.text[range.clone()].find([' ', '\t', '\r', '\n']);
                    range.end = head.map_or(range.end, |length| range.start + length);
                } else if let Some(head) = self.head(before.clone()) {
                    before.end = range.start;
                    range.start = head;
                }
            }
            ScalarStyle::Plain => {}
        }
        // An empty value has no text, and its place may be behind a comment.
        if !range.is_empty() {
            self.last = range.end.max(self.last);
        } else {
            before.end = before.start;
        }
        (range, before)
    }

    /// What stands behind the last scalar.
    pub fn rest(&self) -> Range<usize> {
        self.last..self.text.len()
    }

    fn closing_quote(&self, range: &Range<usize>, quote: char) -> usize {
        let inner = self.text.get(range.start + 1..range.end).unwrap_or_default();
        let mut letters = inner.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == '\\' && quote == '"' {
                letters.next();
            } else if letter == quote
                && letters.next_if(|(_, next)| quote == '\'' && *next == quote).is_none()
            {
                return range.start + 1 + at + 1;
            }
        }
        range.end
    }

    /// The sign of a text over several lines: it stands before its first line, and not in a comment.
    fn head(&self, part: Range<usize>) -> Option<usize> {
        let comments = comments(self.text, part.clone());
        let text = self.text.get(part.clone())?;
        let signs = text.match_indices(['|', '>']).map(|(at, _)| part.start + at);
        let alone = |at: &usize| self.text[..*at].ends_with([' ', '\t', '\n', '\r']);
        let in_comment = |at: &usize| {
            let next = comments.partition_point(|comment| comment.end <= *at);
            comments.get(next).is_some_and(|comment| comment.contains(at))
        };
        signs.filter(alone).find(|at| !in_comment(at))
    }
}

/// The comments in a part without scalars. A `#` begins one behind a blank or at the start of a line.
pub(super) fn comments(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = part.start;
    while let Some(found) = text.get(at..part.end).and_then(|rest| rest.find('#')) {
        let start = at + found;
        at = start + 1;
        if start == 0 || text[..start].ends_with([' ', '\t', '\n', '\r', '\u{FEFF}']) {
            let line = text[start..part.end].find(['\n', '\r']);
            at = line.map_or(part.end, |length| start + length);
            comments.push(start..at);
        }
    }
    comments
}
