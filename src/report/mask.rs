//! No output shows a secret: where they are written, and how to hide them in messages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use regex::{Captures, Regex};

use super::lexical::{self, Style};
use crate::load::Role;
use crate::model::Deployment;
use crate::secret::{Secret, is_secret_name};
use crate::text::{FileId, Sources, Span};

/// All places of all files that no report may show.
pub struct Masks {
    ranges: BTreeMap<FileId, Vec<Range<usize>>>,
    texts: Option<Regex>,
}

impl Masks {
    /// Looks through everything that was read: what the parsers know, and what looks like a secret.
    pub fn new(deployment: &Deployment) -> Self {
        // A list of packages is large, and holds no secrets.
        let skipped: BTreeSet<FileId> = deployment
            .files
            .iter()
            .filter(|record| record.role == Role::Packages)
            .filter_map(|record| record.file)
            .collect();
        Masks::of(&deployment.sources, &deployment.secrets, &skipped)
    }

    /// The places in these files: those given, and what looks like a secret in files that are not skipped.
    pub(crate) fn of(sources: &Sources, parsed: &[Span], skipped: &BTreeSet<FileId>) -> Self {
        let mut ranges: BTreeMap<FileId, Vec<Range<usize>>> = BTreeMap::new();
        let mut texts = BTreeSet::new();
        for span in parsed {
            let range = without_quotes(sources.file(span.file).text(), span.range());
            texts.insert(&sources.file(span.file).text()[range.clone()]);
            ranges.entry(span.file).or_default().push(range);
        }
        for (id, file) in sources.iter().filter(|(id, _)| !skipped.contains(id)) {
            for hit in lexical::scan(file.text(), Style::of(file.path())) {
                if hit.direct {
                    texts.insert(&file.text()[hit.range.clone()]);
                }
                ranges.entry(id).or_default().push(hit.range);
            }
        }
        for ranges in ranges.values_mut() {
            merge(ranges);
        }
        Masks { ranges, texts: finder(&texts) }
    }

    /// The bytes of a file that are hidden: sorted, none touches another.
    pub fn ranges(&self, file: FileId) -> &[Range<usize>] {
        self.ranges.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Whether any byte of a place is hidden.
    pub fn hides(&self, span: Span) -> bool {
        let Range { start, end } = span.range();
        self.ranges(span.file).iter().any(|range| range.start < end && start < range.end)
    }

    /// The part of a place before the first hidden byte, because its length would tell the secret's.
    pub fn clip(&self, span: Span) -> Span {
        let Range { start, end } = span.range();
        match self.ranges(span.file).iter().find(|range| range.start < end && start < range.end) {
            Some(range) => Span::new(span.file, start, range.start.max(start)),
            None => span,
        }
    }

    /// A text for people, without any secret that was read. Messages are not made from secrets,
    /// but an error message may quote the text of a broken file.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.texts {
            Some(finder) => finder.replace_all(text, |found: &Captures<'_>| {
                // A plain word counts only where it is quoted, with its quotes.
                match found.name("word") {
                    Some(word) => found[0].replacen(word.as_str(), Secret::PLACEHOLDER, 1),
                    None => Secret::PLACEHOLDER.to_owned(),
                }
            }),
            None => Cow::Borrowed(text),
        }
    }
}

/// Hides what looks like a secret in a text that is not from a file.
pub fn hide_lexically(text: &str) -> Cow<'_, str> {
    let mut ranges: Vec<_> = lexical::scan(text, Style::Code).into_iter().map(|hit| hit.range).collect();
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    merge(&mut ranges);
    let (mut hidden, mut at) = (String::new(), 0);
    for range in ranges {
        hidden.push_str(&text[at..range.start]);
        hidden.push_str(Secret::PLACEHOLDER);
        at = range.end;
    }
    hidden.push_str(&text[at..]);
    Cow::Owned(hidden)
}

fn merge(ranges: &mut Vec<Range<usize>>) {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.drain(..) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    *ranges = merged;
}

/// The range without the quotes around it; also inside of the text and on the borders of characters.
fn without_quotes(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start.min(text.len());
    let mut end = range.end.min(text.len()).max(start);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    for (open, close) in [("\"\"\"", "\"\"\""), ("[[", "]]"), ("\"", "\""), ("'", "'"), ("`", "`")] {
        let inner = &text[start..end];
        if inner.len() >= open.len() + close.len() && inner.starts_with(open) && inner.ends_with(close) {
            return start + open.len()..end - close.len();
        }
    }
    start..end
}

/// Memory for the search for secrets, in bytes.
const MAX_FINDER: usize = 256 << 20;

/// Finds any of the secrets in a text, in time linear in the text.
///
/// Short or plain words (`meet`, `changeme`) occur in messages by chance: they count only in quotes.
fn finder(secrets: &BTreeSet<&str>) -> Option<Regex> {
    let (mut strong, mut words) = (Vec::new(), Vec::new());
    for secret in secrets.iter().map(|secret| secret.trim()).filter(|secret| secret.len() >= 3) {
        let plain =
            secret.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-' | b'.'));
        match (plain, secret.len()) {
            (true, ..16) | (false, ..6) if is_secret_name(secret) => {}
            (true, ..16) | (false, ..6) => words.push(secret),
            _ => strong.push(secret),
        }
    }
    if strong.is_empty() && words.is_empty() {
        return None;
    }
    // The longest first: one secret may be the beginning of another.
    strong.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    words.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let join = |list: &[&str]| list.iter().map(|secret| regex::escape(secret)).collect::<Vec<_>>().join("|");
    let pattern = match (strong.is_empty(), words.is_empty()) {
        (_, true) => join(&strong),
        (true, _) => format!("[`'\"](?P<word>{})[`'\"]", join(&words)),
        _ => format!("{}|[`'\"](?P<word>{})[`'\"]", join(&strong), join(&words)),
    };
    // With more secrets than fit, anything in quotes may be one.
    let everything = || Regex::new("[`'\"](?P<word>[^`'\"]+)[`'\"]").ok();
    regex::RegexBuilder::new(&pattern).size_limit(MAX_FINDER).build().ok().or_else(everything)
}
