//! The table of files that were read.

use std::ops::Range;

use super::{LineIndex, Position, Span};

/// A file in a [`Sources`] table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(u32);

/// The text of one file, with what is needed to show places in it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    lines: LineIndex,
    invalid_utf8: Vec<u32>,
}

impl SourceFile {
    fn new(path: String, bytes: Vec<u8>) -> Self {
        let (text, invalid_utf8) = decode(bytes);
        let lines = LineIndex::new(&text);
        SourceFile { path, text, lines, invalid_utf8 }
    }

    /// Path relative to the root that was examined, with `/` between the parts and none in front.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, byte for byte as in the file, except that each byte which is not
    /// UTF-8 is the single byte [`SourceFile::REPLACEMENT`]: offsets stay those of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Stands for a byte that is not UTF-8.
    pub const REPLACEMENT: char = '\u{1A}';

    /// Offsets of the bytes that are not UTF-8.
    pub fn invalid_utf8(&self) -> &[u32] {
        &self.invalid_utf8
    }

    /// Length of a UTF-8 byte order mark at the start: 3 or 0.
    pub fn bom_len(&self) -> usize {
        if self.text.starts_with('\u{FEFF}') { 3 } else { 0 }
    }

    /// The line index of the text.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }
}

/// Replaces every byte that is not UTF-8 by one ASCII byte, so that no offset moves.
fn decode(bytes: Vec<u8>) -> (String, Vec<u32>) {
    let mut invalid = Vec::new();
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, invalid),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            invalid.push(text.len() as u32);
            text.push(SourceFile::REPLACEMENT);
        }
    }
    (text, invalid)
}

/// All files of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file; the path is the one to show.
    pub fn add(&mut self, path: impl Into<String>, bytes: Vec<u8>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(path.into(), bytes));
        id
    }

    /// The file with this id.
    ///
    /// # Panics
    /// When the id comes from another table.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// Path of a file, for messages.
    pub fn path(&self, id: FileId) -> &str {
        self.file(id).path()
    }

    /// The text under a span; the part of it that exists if it leaves the file.
    pub fn slice(&self, span: Span) -> &str {
        let text = self.file(span.file).text();
        let Range { start, end } = span.range();
        text.get(start..end.min(text.len())).unwrap_or_default()
    }

    /// Line and column of the start of a span.
    pub fn position(&self, span: Span) -> Position {
        let file = self.file(span.file);
        file.lines.position(&file.text, span.start as usize)
    }

    /// Line and column of the end of a span.
    pub fn end_position(&self, span: Span) -> Position {
        let file = self.file(span.file);
        file.lines.position(&file.text, span.end as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_keep_every_offset() {
        let mut sources = Sources::default();
        let id = sources.add("x", b"a\xff\xfe\xc3\xa9\xc3".to_vec());
        let file = sources.file(id);
        assert_eq!(file.text(), "a\u{1a}\u{1a}é\u{1a}");
        assert_eq!(file.invalid_utf8(), [1, 2, 5]);
        assert_eq!(file.text().len(), 6);
    }
}
