//! The parser's complaints in plain words, with the text to change.

use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};

/// An error that the parser noticed at byte `at`.
pub(super) fn explain(file: FileId, text: &str, at: usize, info: &str) -> SyntaxError {
    let noticed = Span::new(file, at.min(text.len()), at.min(text.len()));
    let line_start = text[..floor(text, at)].rfind('\n').map_or(0, |newline| newline + 1);
    // The line that is named may be the one behind the mistake.
    let lines = [line_of(text, line_start), line_before(text, line_start)];
    let next = lines[0].and_then(|(start, line)| line_of(text, start + line.len() + 1));
    for (start, line) in lines.into_iter().chain([next]).flatten() {
        let indent = line.len() - line.trim_start().len();
        if let Some(tab) = line[..indent].find('\t') {
            let span = Span::new(file, start + tab, start + tab + 1);
            return SyntaxError::new(span, "this line is indented with a tab")
                .fix("indent with spaces only")
                .noticed(noticed);
        }
    }
    if let Some(open) = unclosed(info) {
        let span = Span::new(
            file,
            line_start,
            line_start + line_of(text, line_start).map_or(0, |line| line.1.trim_end().len()),
        );
        return SyntaxError::new(span, format!("{open} is opened here or before and never closed"))
            .fix("close it")
            .noticed(noticed);
    }
    for (start, line) in lines.into_iter().flatten() {
        if let Some((from, to)) = colon_without_space(line) {
            let span = Span::new(file, start + from, start + to);
            return SyntaxError::new(span, "there is no space after this colon")
                .fix("write a space after the colon, as in `NAME: value`")
                .noticed(noticed);
        }
    }
    let (start, line) = lines[0].unwrap_or((line_start, ""));
    let indent = line.len() - line.trim_start().len();
    let span = Span::new(file, start + indent, (start + line.trim_end().len()).max(start + indent));
    let (cause, fix) = match info {
        _ if info.contains("while parsing a block mapping") || info.contains("did not find expected key") => {
            (
                "this line does not fit to the lines around it",
                "indent it like its neighbours, and end every name with a colon and a space",
            )
        }
        _ if info.contains("mapping values are not allowed") => (
            "there is a second value in this line, or the line is indented too far",
            "put a text with `: ` in it in quotes, and indent the line like its neighbours",
        ),
        _ if info.contains("block sequence entries") || info.contains("sequence") => {
            ("this line of a list does not fit to the lines around it", "indent all lines of the list alike")
        }
        _ if info.contains("anchor") || info.contains("alias") => (
            "this names something that is not marked with `&` before",
            "correct the name, or put the text in quotes if it begins with `*` or `&`",
        ),
        _ if info.contains("cannot start any token") => {
            ("a text cannot begin with this sign", "put the text in quotes")
        }
        _ => (
            "this cannot be read as YAML",
            "compare the indentation and the quotes of this line with its neighbours",
        ),
    };
    SyntaxError::new(span, cause).fix(fix).noticed(noticed)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_of(text: &str, start: usize) -> Option<(usize, &str)> {
    text.get(start..)?.split('\n').next().map(|line| (start, line))
}

fn line_before(text: &str, start: usize) -> Option<(usize, &str)> {
    let end = start.checked_sub(1)?;
    let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
    Some((start, &text[start..end]))
}

fn unclosed(info: &str) -> Option<&'static str> {
    let quoted =
        info.contains("quoted scalar") && (info.contains("end of stream") || info.contains("unexpected EOF"));
    let flow = info.contains("flow") && (info.contains("end of stream") || info.contains("',' or"));
    match (quoted, flow) {
        (true, _) => Some("a quote"),
        (_, true) => Some("a bracket"),
        _ => None,
    }
}

/// `NAME:value` alone in a line: the name and its colon.
fn colon_without_space(line: &str) -> Option<(usize, usize)> {
    let indent = line.len() - line.trim_start().len();
    let rest = line[indent..].trim_end();
    let colon = rest.find(':')?;
    let name = &rest[..colon];
    let word = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    let glued = rest[colon + 1..].chars().next().is_some_and(|next| next != ' ' && next != '/');
    (word && glued).then_some((indent, indent + colon + 1))
}
