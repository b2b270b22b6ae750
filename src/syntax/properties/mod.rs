//! Java properties as Jicofo and Videobridge read `sip-communicator.properties`.
//!
//! The crate `java-properties` decodes each entry. It knows no columns and differs from Java at the
//! borders (encoding, comments, ends of files), so that the lines are split here.

mod lines;
#[cfg(test)]
mod tests;

use std::ops::Range;

use encoding_rs::UTF_8;
use java_properties::{LineContent, PropertiesIter};

use self::lines::{LogicalLine, logical_lines};
use crate::syntax::{SyntaxError, unfilled};
use crate::text::{FileId, Sources, Span};
use crate::value::{Map, Node, Value};

/// The keys of a file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Keys and values; the last of several definitions wins, values are trimmed as Jitsi does.
    pub root: Map,
    /// What makes the program refuse the file.
    pub errors: Vec<SyntaxError>,
}

/// Parses a file. Entries before an error are kept.
pub fn parse(file: FileId, sources: &Sources) -> Document {
    let mut document = Document::default();
    let each = |line: LogicalLine| match entry(file, &line) {
        Ok((key, key_span, node)) => {
            document.root.set(key, key_span, node);
            true
        }
        Err(error) => {
            document.errors.push(error);
            false
        }
    };
    logical_lines(sources.file(file).text(), each, |_| {});
    if let Some(template) = unfilled::template(file, sources) {
        document.errors = vec![template];
    }
    document.root.seal_secrets();
    document
}

/// The comments of a file, also of one with mistakes.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    logical_lines(text, |_| true, |comment| comments.push(comment));
    comments
}

fn entry(file: FileId, line: &LogicalLine) -> Result<(String, Span, Node), SyntaxError> {
    let (key, value) = split(&line.text);
    check_escapes(file, line, key.clone())?;
    check_escapes(file, line, value.clone())?;
    let Some((key_text, value_text)) = decode(&line.text) else {
        let cause = "Java cannot read this entry";
        return Err(SyntaxError::new(span(file, line, 0..line.text.len()), cause));
    };
    let raw = &line.text[value.clone()];
    let start = value.start + (raw.len() - raw.trim_start_matches(is_blank).len());
    let trimmed = start..start + raw.trim_matches(is_blank).len();
    let value_text = value_text.trim_matches(is_blank).to_owned();
    let node = Node::new(Value::Str(value_text), span(file, line, trimmed));
    Ok((key_text, span(file, line, key), node))
}

/// What Kotlin's `trim` removes, as Jitsi does with every value. The "next line" of Unicode is no blank to Java.
fn is_blank(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || matches!(c, '\u{1C}'..='\u{1F}')
}

fn span(file: FileId, line: &LogicalLine, range: Range<usize>) -> Span {
    let start = line.start_in_file(range.start);
    let end = if range.is_empty() { start } else { line.end_in_file(range.end) };
    Span::new(file, start, end)
}

/// The key and the value, with their escapes: they are parted by the first `=`, `:` or blank that no
/// backslash protects, and blanks around that.
fn split(text: &str) -> (Range<usize>, Range<usize>) {
    let bytes = text.as_bytes();
    let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\x0C');
    let mut at = 0;
    while at < bytes.len() && !blank(bytes[at]) && !matches!(bytes[at], b'=' | b':') {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    let key = 0..at.min(text.len());
    let skip_blanks = |from: usize| from + bytes[from..].iter().take_while(|byte| blank(**byte)).count();
    at = skip_blanks(key.end);
    if matches!(bytes.get(at), Some(b'=' | b':')) {
        at = skip_blanks(at + 1);
    }
    (key, at..text.len())
}

/// Java throws at a `\u` without four hexadecimal digits, and reads nothing after it.
fn check_escapes(file: FileId, line: &LogicalLine, part: Range<usize>) -> Result<(), SyntaxError> {
    let text = &line.text[part.clone()];
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let rest = &text[at + 1..];
        let Some(escaped) = rest.chars().next() else { break };
        if escaped == 'u' && hex4(&rest[1..]).is_none() {
            let length: usize = rest.chars().take(5).take_while(|c| !is_blank(*c)).map(char::len_utf8).sum();
            let place = part.start + at..part.start + at + 1 + length;
            let cause = "`\\u` must be followed by four hexadecimal digits; Java stops reading the file here";
            return Err(SyntaxError::new(span(file, line, place), cause)
                .fix("for a backslash itself write two of them: `\\\\`"));
        }
        at += 1 + escaped.len_utf8();
    }
    Ok(())
}

fn hex4(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

/// The key and value of one entry, without escapes.
fn decode(text: &str) -> Option<(String, String)> {
    // The crate has no entry for a line on which a lone backslash stood.
    if text.is_empty() {
        return Some(Default::default());
    }
    // The crate drops a byte order mark at the start of its input; Java keeps it as part of the key.
    let input = format!("\n{}", join_surrogates(text));
    let line = PropertiesIter::new_with_encoding(input.as_bytes(), UTF_8).next()?.ok()?;
    match line.consume_content() {
        LineContent::KVPair(key, value) => Some((key, value)),
        LineContent::Comment(_) => None,
    }
}

/// Writes escapes of UTF-16 surrogates, which the crate refuses, as the character they mean. Half a character,
/// which Java accepts, cannot be in a text of UTF-8: its escape stays as it was written.
fn join_surrogates(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        joined.push_str(&rest[..at]);
        rest = &rest[at..];
        let unit = |text: &str| text.strip_prefix("\\u").and_then(hex4);
        let length = match unit(rest) {
            Some(high @ 0xD800..=0xDFFF) => {
                let pair = [high, unit(&rest[6..]).unwrap_or_default()];
                let whole = char::decode_utf16(pair).next().and_then(Result::ok);
                match whole {
                    Some(whole) => joined.push(whole),
                    None => joined.push_str(&format!("\\\\u{high:04x}")),
                }
                if whole.is_some() { 12 } else { 6 }
            }
            _ => {
                let length = 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
                joined.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    joined + rest
}
