//! `NAME=value` files: `/etc/jitsi/*/config`, read by a shell (Jicofo) or by systemd (Videobridge).
//!
//! The rules are those of a shell. Where systemd reads a value otherwise, it is unknown.

mod reader;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::reader::{MAX_PARTS, Reader, Unfinished, Word};
use crate::syntax::SyntaxError;
use crate::text::{FileId, Sources, Span};
use crate::value::{Map, Node, Reason, Value};

/// The variables of a file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Names and values; a value that needs a shell to be known is `Unknown`.
    pub root: Map,
    /// Lines that cannot be read.
    pub errors: Vec<SyntaxError>,
}

/// Parses a file.
pub fn parse(file: FileId, sources: &Sources) -> Document {
    let source = sources.file(file);
    let mut document = Document::default();
    if let Some(at) = source.text().find("\r\n") {
        let cause = "lines end in CR LF here, as on Windows; a shell takes the CR as part of the value";
        let fix = "save the file with line ends of Unix (LF)";
        document.errors.push(SyntaxError::new(Span::new(file, at, at + 1), cause).fix(fix));
    }
    let mut script = Script { file, depth: 0, length: 0, document };
    let mut reader = Reader::new(source.text(), source.bom_len());
    loop {
        match reader.command(&script.document.root) {
            Ok(Some(command)) => script.run(&command.words, command.conditional, command.comment),
            Ok(None) => break,
            Err(Unfinished { start, end, what }) => {
                // A shell reads on to the end of the file for it, so that nothing after it counts.
                let cause = format!("{what} is never closed");
                script.document.errors.push(SyntaxError::new(Span::new(file, start, end), cause));
                break;
            }
        }
    }
    script.document.root.seal_secrets();
    script.document
}

/// The comments of a file, up to a quote that is never closed.
pub fn comments(text: &str) -> Vec<Range<usize>> {
    let mut reader = Reader::new(text, 0);
    while let Ok(Some(_)) = reader.command(&Map::default()) {}
    reader.comments
}

struct Script {
    file: FileId,
    /// How many `if`, `for`, … are open: what they set may not be set.
    depth: usize,
    /// Bytes of all values.
    length: usize,
    document: Document,
}

/// All values together: each may repeat the ones before it, and replaced ones are kept.
const MAX_LENGTH: usize = 16 << 20;

impl Script {
    fn run(&mut self, words: &[Word], conditional: bool, comment: bool) {
        let mut words = words;
        let mut exported = false;
        while let Some(first) = words.first().filter(|word| word.name.is_none()) {
            match first.raw {
                "if" | "while" | "until" | "for" | "case" | "select" | "{" => self.depth += 1,
                "fi" | "done" | "esac" | "}" => self.depth = self.depth.saturating_sub(1),
                "then" | "else" | "elif" | "do" | "!" => {}
                "export" | "readonly" => exported = true,
                _ => break,
            }
            words = &words[1..];
        }
        if let [name, equals, ..] = words
            && name.is_plain_name()
            && equals.raw.starts_with('=')
        {
            let cause = "there is a space before `=`: a shell takes the name before it for a command to run";
            let place = Span::new(self.file, name.start, equals.start + 1);
            let fix = "write NAME=value without spaces around `=`";
            self.document.errors.push(SyntaxError::new(place, cause).fix(fix));
            return;
        }
        let reason = if conditional || self.depth > 0 {
            Some("it is set only if shell commands before it say so")
        } else if !exported && words.len() > 1 {
            Some("a shell and systemd read a value with a space and without quotes differently")
        } else if !exported && comment {
            Some("a shell and systemd read a comment behind a value differently")
        } else {
            None
        };
        // A command after the assignments would end them for a shell; `export` takes names and options too.
        let assigned = words
            .iter()
            .take_while(|word| exported || word.name.is_some())
            .filter(|word| word.name.is_some());
        for word in assigned {
            self.assign(word, reason);
        }
    }

    fn assign(&mut self, word: &Word, reason: Option<&str>) {
        let Some(name) = word.name else { return };
        let key_span = Span::new(self.file, word.start, word.start + name.len());
        let value_span = Span::new(self.file, word.value_start, word.end);
        let root = &mut self.document.root;
        let before = if word.append { root.get(name).and_then(Node::as_str).map_or(0, str::len) } else { 0 };
        self.length += before + word.value.as_ref().map_or(0, String::len);
        let too_long = "the variables of this file are too long to be followed";
        let reason = reason.or((self.length > MAX_LENGTH).then_some(too_long));
        let value = match (&word.value, reason) {
            (_, Some(reason)) => Value::Unknown(Reason::new(reason)),
            (Err(reason), None) => Value::Unknown(reason.clone()),
            (Ok(text), None) if word.append => match root.get(name).map(|node| &node.value) {
                Some(Value::Str(before)) if before.len() + text.len() <= reader::MAX_VALUE => {
                    Value::Str(format!("{before}{text}"))
                }
                _ => Value::Unknown(Reason::new(format!("it is added to an earlier `{name}`"))),
            },
            (Ok(text), None) => Value::Str(text.clone()),
        };
        let mut parts = word.parts.clone();
        if word.append {
            parts.extend(
                root.get(name).iter().flat_map(|before| before.origins().into_iter().take(MAX_PARTS)),
            );
        }
        if !parts.is_empty() {
            parts.push(value_span);
            parts.truncate(MAX_PARTS);
        }
        root.set(name, key_span, Node { value, span: value_span, parts });
    }
}
