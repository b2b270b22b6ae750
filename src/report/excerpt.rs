//! A few lines of a file, made safe to show: without secrets, control characters and endless lines.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::mask::Masks;
use crate::check::Label;
use crate::secret::Secret;
use crate::text::{FileId, Position, SourceFile, Sources};

/// Lines of context before the first and after the last label.
const CONTEXT: usize = 1;
/// Labels that are no further apart than this many lines share an excerpt.
const NEAR: usize = 10;

/// A piece of a file with labels. Offsets of labels are those of the text shown, not of the file.
#[derive(Debug)]
pub struct Excerpt {
    path: String,
    text: String,
    first_line: usize,
    position: Position,
    /// The labels, sorted by place.
    pub labels: Vec<LabeledSpan>,
}

/// How excerpts look.
pub struct Look<'l> {
    /// What is hidden.
    pub masks: &'l Masks,
    /// Columns that a line may take.
    pub columns: usize,
    /// Whether only ASCII may be added to the text.
    pub ascii: bool,
    /// The path as it is shown.
    pub show_path: &'l dyn Fn(&str) -> String,
    /// Columns that the text of a label may take.
    pub label_width: usize,
}

/// Groups the labels by file and nearness. The group of the primary label (the first one) comes first.
pub fn excerpts(primary: &Label, related: &[Label], sources: &Sources, look: &Look<'_>) -> Vec<Excerpt> {
    let mut files: Vec<FileId> = Vec::new();
    let all: Vec<(&Label, bool)> =
        std::iter::once((primary, true)).chain(related.iter().map(|label| (label, false))).collect();
    for (label, _) in &all {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let mut groups = Vec::new();
    for id in files {
        let file = sources.file(id);
        let line = |label: &Label| file.lines().line_of((label.span.start as usize).min(file.text().len()));
        let mut own: Vec<(usize, &Label, bool)> = all
            .iter()
            .filter(|(label, _)| label.span.file == id)
            .map(|(label, primary)| (line(label), *label, *primary))
            .collect();
        own.sort_by_key(|(line, label, primary)| (*line, label.span.start, !*primary));
        // A related place that is the primary one adds its words only if they are others.
        own.dedup_by(|later, earlier| later.1 == earlier.1);
        let start = groups.len();
        let mut last_line = None;
        for item in own {
            match (groups.last_mut(), last_line) {
                (Some((_, group)), Some(last)) if item.0 <= last + NEAR => {
                    let group: &mut Vec<_> = group;
                    group.push(item);
                }
                _ => groups.push((id, vec![item])),
            }
            last_line = Some(item.0);
        }
        // Only the first file has the primary label.
        if let Some(at) =
            groups[start..].iter().position(|(_, group)| group.iter().any(|(_, _, primary)| *primary))
        {
            groups[start..=start + at].rotate_right(1);
        }
    }
    groups.into_iter().map(|(id, group)| Excerpt::new(id, sources.file(id), &group, look)).collect()
}

impl Excerpt {
    fn new(id: FileId, file: &SourceFile, labels: &[(usize, &Label, bool)], look: &Look<'_>) -> Self {
        let lines = file.lines();
        let first = labels.first().map_or(0, |(line, ..)| line.saturating_sub(CONTEXT));
        let last = labels.last().map_or(0, |(line, ..)| (line + CONTEXT).min(lines.count() - 1));
        let main = labels.iter().find(|(.., primary)| *primary).or(labels.first());
        let position = main.map_or(Position { line: 1, column: 1 }, |(_, label, _)| {
            lines.position(file.text(), label.span.start as usize)
        });
        let mut text = String::new();
        let mut shown = Vec::new();
        for line in first..=last {
            let start = lines.start_of(line);
            let end = if line + 1 < lines.count() { lines.start_of(line + 1) - 1 } else { file.text().len() };
            // The line after the last newline is no line to people.
            if start == end && line == last && line > 0 && !labels.iter().any(|(at, ..)| *at == line) {
                continue;
            }
            let own: Vec<_> = labels.iter().filter(|(at, ..)| *at == line).collect();
            let focus = own.first().map(|(_, label, _)| label.span.start as usize);
            let mut writer = Line { file: file.text(), hidden: look.masks.ranges(id), look, text: &mut text };
            let map = writer.write(start..end, focus);
            for (_, label, primary) in own {
                let range = map.range(label.span.range(), &text);
                shown.push(label_at(range, &label.text, *primary, look, &text));
            }
            text.push('\n');
        }
        shown.sort_by_key(LabeledSpan::offset);
        Excerpt { path: (look.show_path)(file.path()), text, first_line: first, position, labels: shown }
    }
}

fn label_at(range: Range<usize>, words: &str, primary: bool, look: &Look<'_>, text: &str) -> LabeledSpan {
    let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let column = text[line_start..range.start].chars().count() + range.len() / 2;
    let width = look.label_width.saturating_sub(column).max(24);
    let words = look.masks.hide(words);
    let words = super::wrap::wrap(&super::wrap::printable(&words, look.ascii), width).join("\n");
    let words = (!words.is_empty()).then_some(words);
    let span = SourceSpan::from((range.start, range.len()));
    if primary {
        LabeledSpan::new_primary_with_span(words, span)
    } else {
        LabeledSpan::new_with_span(words, span)
    }
}

/// Writes one line of a file into the text of an excerpt.
struct Line<'l> {
    file: &'l str,
    hidden: &'l [Range<usize>],
    look: &'l Look<'l>,
    text: &'l mut String,
}

/// Which byte of the file became which byte of the excerpt; sorted.
struct Map {
    points: Vec<(usize, usize)>,
    end: usize,
}

impl Line<'_> {
    fn write(&mut self, line: Range<usize>, focus: Option<usize>) -> Map {
        let raw = &self.file[line.clone()];
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        let line_end = line.start + raw.len();
        let columns = self.look.columns.max(20);
        let long = raw.len() > columns && raw.chars().count() > columns;
        let start = match focus {
            Some(focus) if long => window_start(raw, focus.saturating_sub(line.start), columns) + line.start,
            _ => line.start,
        };
        let ellipsis = if self.look.ascii { "..." } else { "…" };
        let mut points = Vec::new();
        if start > line.start {
            points.push((line.start, self.text.len()));
            self.text.push_str(ellipsis);
        }
        let mut budget = if long { columns - 2 } else { usize::MAX };
        let mut at = start;
        let mut hidden =
            self.hidden[self.hidden.partition_point(|range| range.end <= start)..].iter().peekable();
        while at < line_end && budget > 0 {
            points.push((at, self.text.len()));
            if let Some(range) = hidden.peek().filter(|range| range.start <= at) {
                self.text.push_str(Secret::PLACEHOLDER);
                budget = budget.saturating_sub(Secret::PLACEHOLDER.len());
                at = range.end.min(line_end);
                hidden.next();
                continue;
            }
            let Some(c) = self.file[at..].chars().next() else { break };
            if c != '\u{FEFF}' {
                self.text.push(super::wrap::visible(c, self.look.ascii));
            }
            budget -= 1;
            at += c.len_utf8();
        }
        points.push((at, self.text.len()));
        if at < line_end {
            self.text.push_str(ellipsis);
        }
        Map { points, end: self.text.len() }
    }
}

/// Where the window of a long line starts, so that the focus stands in its first third.
fn window_start(raw: &str, focus: usize, columns: usize) -> usize {
    let mut focus = focus.min(raw.len());
    while !raw.is_char_boundary(focus) {
        focus -= 1;
    }
    if raw[..focus].chars().take(columns * 2 / 3).count() < columns * 2 / 3 {
        return 0;
    }
    raw[..focus].char_indices().rev().nth(columns / 3).map_or(0, |(at, _)| at)
}

impl Map {
    /// A range of the file as a range of the excerpt: on this line, never empty where there is any text.
    fn range(&self, range: Range<usize>, text: &str) -> Range<usize> {
        let start = self.floor(range.start);
        let end = if range.end <= range.start { start } else { self.ceil(range.end) };
        let shown = text.get(start..end).map_or(0, |shown| shown.trim_end().len());
        let (mut start, mut end) = (start, start + shown);
        if start == end {
            // A caret needs a character to stand under.
            let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
            match (text[start..].chars().next(), text[line_start..start].chars().next_back()) {
                (Some(c), _) if c != '\n' => end += c.len_utf8(),
                (_, Some(c)) => start -= c.len_utf8(),
                _ => {}
            }
        }
        start..end
    }

    fn floor(&self, offset: usize) -> usize {
        let at = self.points.partition_point(|(from, _)| *from <= offset).saturating_sub(1);
        self.points.get(at).map_or(self.end, |(_, to)| *to)
    }

    fn ceil(&self, offset: usize) -> usize {
        let at = self.points.partition_point(|(from, _)| *from < offset);
        self.points.get(at).map_or(self.end, |(_, to)| *to)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // miette asks without context only to name the place above the lines, and with context for the lines.
        let heading = context_lines_before == 0 && context_lines_after == 0;
        let (line, column) = match heading {
            true => (self.position.line - 1, self.position.column - 1),
            false => (self.first_line, 0),
        };
        let count = self.text.bytes().filter(|byte| *byte == b'\n').count();
        let whole = SourceSpan::from((0, self.text.len()));
        let contents = MietteSpanContents::new_named(
            self.path.clone(),
            self.text.as_bytes(),
            whole,
            line,
            column,
            count,
        );
        Ok(Box::new(contents))
    }
}
