//! From a file to logical lines: comments dropped, continued lines joined, every character's place kept.

use std::ops::Range;

/// One entry as `java.util.Properties` sees it before it looks for escapes.
#[derive(Debug, Default)]
pub(super) struct LogicalLine {
    /// The text without leading blanks, line ends and the backslashes before them.
    pub text: String,
    /// Where pieces of `text` come from: offset in `text`, offset in the file.
    pieces: Vec<(usize, usize)>,
    /// Where the line would go on in the file.
    end: usize,
}

impl LogicalLine {
    fn push(&mut self, at: usize, c: char) {
        if self.text.is_empty() || self.end != at {
            self.pieces.push((self.text.len(), at));
        }
        self.text.push(c);
        self.end = at + c.len_utf8();
    }

    /// The file offset of the character at `offset` of the text.
    pub fn start_in_file(&self, offset: usize) -> usize {
        if offset >= self.text.len() {
            return self.end;
        }
        let after = self.pieces.partition_point(|(text, _)| *text <= offset);
        let (text, file) = self.pieces[after.saturating_sub(1)];
        file + (offset - text)
    }

    /// The file offset after the character that ends at `offset` of the text.
    pub fn end_in_file(&self, offset: usize) -> usize {
        match self.text[..offset].chars().next_back() {
            Some(c) => self.start_in_file(offset - c.len_utf8()) + c.len_utf8(),
            None => self.start_in_file(0),
        }
    }
}

/// Splits a file as `Properties.load` does; the last backslash of a file continues nothing and is dropped.
/// Hands out one line at a time, as long as `each` wants more, and the comments between them.
pub(super) fn logical_lines(
    text: &str,
    mut each: impl FnMut(LogicalLine) -> bool,
    mut comment: impl FnMut(Range<usize>),
) {
    let mut line = LogicalLine::default();
    let mut chars = text.char_indices().peekable();
    // Blanks before an entry, and at the start of a line that continues one.
    let mut skip_blanks = true;
    // A line end directly after a continuation ends the entry; before an entry it means nothing.
    let mut continued = false;
    let mut odd_backslash = false;
    while let Some((at, c)) = chars.next() {
        if skip_blanks {
            if matches!(c, ' ' | '\t' | '\u{C}') || (!continued && matches!(c, '\r' | '\n')) {
                continue;
            }
            skip_blanks = false;
            continued = false;
        }
        if line.text.is_empty() && matches!(c, '#' | '!') {
            while chars.next_if(|(_, c)| !matches!(c, '\r' | '\n')).is_some() {}
            comment(at..chars.peek().map_or(text.len(), |(end, _)| *end));
            skip_blanks = true;
            continue;
        }
        if !matches!(c, '\r' | '\n') {
            odd_backslash = c == '\\' && !odd_backslash;
            line.push(at, c);
            continue;
        }
        skip_blanks = true;
        if odd_backslash && chars.peek().is_some() {
            odd_backslash = false;
            continued = true;
            line.text.pop();
            // A line of which only the backslash was there may still become a comment.
            if line.text.is_empty() {
                line.pieces.clear();
            }
            line.end = at;
            if c == '\r' {
                chars.next_if(|(_, c)| *c == '\n');
            }
        } else if !line.text.is_empty() && !each(finish(&mut line, &mut odd_backslash)) {
            return;
        }
    }
    if !line.text.is_empty() {
        each(finish(&mut line, &mut odd_backslash));
    }
}

fn finish(line: &mut LogicalLine, odd_backslash: &mut bool) -> LogicalLine {
    let mut line = std::mem::take(line);
    if std::mem::take(odd_backslash) {
        line.text.pop();
        line.end = line.end.saturating_sub(1);
    }
    line
}
