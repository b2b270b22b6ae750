//! Texts and places in them: the file table, spans, and the way from bytes to lines.

mod lines;
mod source;

pub use lines::{LineIndex, Position};
pub use source::{FileId, SourceFile, Sources};

/// A place in a file: a range of bytes.
///
/// Spans are cheap to copy and mean nothing without the [`Sources`] they were made from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte of the range.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`; an inverted range becomes empty at `start`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        Span { file, start, end }
    }

    /// The place before the first byte of `file`.
    pub fn start_of(file: FileId) -> Self {
        Span::new(file, 0, 0)
    }

    /// The smallest range that holds both; `self` if the two lie in different files.
    pub fn to(self, other: Span) -> Self {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range as `usize`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
