//! From a file to swc's syntax tree, with places that lead back to the file.

use std::borrow::Cow;

use memchr::memmem;
use swc_common::input::StringInput;
use swc_common::{BytePos, Spanned};
use swc_ecma_ast::{EsVersion, Script};
use swc_ecma_parser::{EsSyntax, Lexer, Parser, Syntax};

use super::Options;
use super::errors::{Complaint, Finding, MERGE_MARKS, explain};
use super::scan::{check, scan};
use super::ssi::{Rendered, render};
use super::tolerated::{equals_in_object, hash_comment};
use crate::syntax::SyntaxError;
use crate::text::{FileId, Sources, Span};

/// A script that the browser can run.
pub struct Parsed<'s> {
    /// The file.
    pub file: FileId,
    /// What the browser reads of it.
    pub rendered: Rendered<'s>,
    /// Its tree.
    pub tree: Script,
}

impl Parsed<'_> {
    /// The place in the file.
    pub fn span(&self, place: swc_common::Span) -> Span {
        // A place that swc made up is 0.
        let at = |position: BytePos| (position.0 as usize).saturating_sub(1);
        let (start, end) = self.rendered.original(at(place.lo), at(place.hi));
        Span::new(self.file, start, end)
    }

    /// The text there, as the browser reads it.
    pub fn source(&self, place: swc_common::Span) -> &str {
        let at = |position: BytePos| (position.0 as usize).saturating_sub(1);
        self.rendered.text.get(at(place.lo)..at(place.hi)).unwrap_or_default()
    }
}

/// Parses one file.
pub fn parse<'s>(file: FileId, sources: &'s Sources, options: &Options) -> Result<Parsed<'s>, SyntaxError> {
    let rendered = render(sources.file(file).text(), options);
    match tree(&without_html_comments(&rendered.text)) {
        Ok(tree) => Ok(Parsed { file, rendered, tree }),
        Err(Refused { finding, stumbled }) => {
            let place = |start: usize, end: usize| {
                let (start, end) = rendered.original(start, end);
                Span::new(file, start, end)
            };
            let noticed = stumbled.map(|at| place(at, at));
            let error = SyntaxError::new(place(finding.start, finding.end), finding.cause);
            Err(SyntaxError { fix: finding.fix, noticed, ..error })
        }
    }
}

/// The text with `//` for the `<!--` that opens a comment. That is the same to a browser, and swc goes back to the sign
/// when an expression in slashes comes next.
fn without_html_comments(text: &str) -> Cow<'_, str> {
    let mut changed = Cow::Borrowed(text);
    if memmem::find(text.as_bytes(), b"<!--").is_some() {
        for comment in scan(text).comments.into_iter().filter(|range| text[range.clone()].starts_with("<!--"))
        {
            changed.to_mut().replace_range(comment.start..comment.start + 4, "//--");
        }
    }
    changed
}

/// Why a text is no script.
struct Refused {
    finding: Finding,
    /// Where the parser stumbled, which is what a browser names.
    stumbled: Option<usize>,
}

impl From<Finding> for Refused {
    fn from(finding: Finding) -> Self {
        Refused { finding, stumbled: None }
    }
}

/// A line that a merge left behind, of which swc loses its place.
fn merge_mark(text: &str) -> Option<Refused> {
    if !MERGE_MARKS.iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some()) {
        return None;
    }
    let tokens = scan(text).tokens;
    let at_mark = |at: usize| MERGE_MARKS.iter().any(|mark| text[at..].starts_with(mark));
    let starts = tokens.iter().enumerate().filter(|(at, token)| *at == 0 || token.new_line);
    let start = starts.map(|(_, token)| token.start).find(|at| at_mark(*at))?;
    let complaint = Complaint { start, end: start + 1, message: "" };
    Some(Refused { finding: explain(text, &tokens, complaint), stumbled: Some(start) })
}

fn tree(text: &str) -> Result<Script, Refused> {
    let checked = check(text);
    if let Some(token) = checked.too_deep {
        let cause = "the text is nested deeper here than any real configuration".to_owned();
        return Err(Finding { start: token.start, end: token.end, cause, fix: None }.into());
    }
    if let Some(token) = checked.too_long {
        let cause = "the file has more text than any real configuration; it is not read".to_owned();
        return Err(Finding { start: token.start, end: token.end, cause, fix: None }.into());
    }
    if let Some(refused) = merge_mark(text) {
        return Err(refused);
    }
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX).saturating_add(1);
    let input = StringInput::new(text, BytePos(1), BytePos(end));
    let lexer = Lexer::new(Syntax::Es(EsSyntax::default()), EsVersion::latest(), input, None);
    let mut parser = Parser::new_from(lexer);
    let result = parser.parse_script();
    let mut errors = parser.take_errors();
    let tree = match result {
        Ok(tree) if errors.is_empty() && !checked.doubtful => return Ok(tree),
        Ok(tree) => Some(tree),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let scan = scan(text);
    let tolerated = [hash_comment(text, &scan.tokens), equals_in_object(text, &scan.tokens)];
    let tolerated = tolerated.into_iter().flatten().min_by_key(|finding| finding.start);
    let first = errors.iter().min_by_key(|error| error.span().lo).map(|error| {
        let at = |position: BytePos| (position.0 as usize).saturating_sub(1).min(text.len());
        let (start, end) = (at(error.span().lo), at(error.span().hi));
        let message = error.kind().msg();
        let finding = explain(text, &scan.tokens, Complaint { start, end, message: &message });
        Refused { finding, stumbled: Some(start) }
    });
    match (tolerated, first, tree) {
        (Some(one), Some(first), _) if first.finding.start < one.start => Err(first),
        (Some(one), ..) => Err(one.into()),
        (None, Some(first), _) => Err(first),
        (None, None, Some(tree)) => Ok(tree),
        (None, None, None) => {
            let cause = "JavaScript cannot read this file".to_owned();
            Err(Finding { start: 0, end: 0, cause, fix: None }.into())
        }
    }
}
