//! nginx puts values into config.js before the browser sees it: `<!--# echo var="subdomain" default="" -->`.

use std::borrow::Cow;

use memchr::memmem;

use super::Options;

/// Stands for a text that only the running nginx knows. It is a letter to JavaScript, so that it may
/// stand in a string as well as in the place of a value, and it occurs in no text that people write.
pub const UNKNOWN: char = '\u{3164}';

/// The text that the browser gets, with the way back to the file.
#[derive(Debug)]
pub struct Rendered<'s> {
    /// What the browser reads.
    pub text: Cow<'s, str>,
    /// The ranges that were replaced, in order.
    replaced: Vec<Replaced>,
    /// Whether [`UNKNOWN`] stands in the place of one.
    pub has_unknown: bool,
    /// A directive (its range in the file) that puts in a text which we do not have.
    pub beyond_us: Option<(usize, usize)>,
}

#[derive(Debug)]
struct Replaced {
    /// In the rendered text.
    start: usize,
    end: usize,
    /// In the file.
    from: usize,
    to: usize,
}

impl Rendered<'_> {
    /// The range in the file for a range in [`Rendered::text`]; a directive counts as one piece.
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        (self.back(start, false), self.back(end, true))
    }

    fn back(&self, at: usize, is_end: bool) -> usize {
        // Most places lie behind all directives.
        match self.replaced.last() {
            None => return at,
            Some(last) if at > last.end => return last.to + (at - last.end),
            Some(_) => {}
        }
        let after = self.replaced.partition_point(|one| one.start < at || (!is_end && one.start == at));
        let Some(last) = after.checked_sub(1).map(|index| &self.replaced[index]) else { return at };
        if at < last.end || (is_end && at == last.end) {
            return if is_end { last.to } else { last.from };
        }
        last.to + (at - last.end)
    }
}

/// Replaces what nginx replaces.
pub fn render<'s>(source: &'s str, options: &Options) -> Rendered<'s> {
    let (mut text, mut replaced, mut beyond_us) = (String::new(), Vec::new(), None);
    let mut has_unknown = false;
    let mut done = 0;
    while let Some(open) = memmem::find(&source.as_bytes()[done..], b"<!--#").map(|at| done + at) {
        let Some(close) = source[open..].find("-->").map(|at| open + at + 3) else { break };
        text.push_str(&source[done..open]);
        done = close;
        let directive = &source[open + 5..close - 3];
        match value(directive, options) {
            Some(value) => {
                let start = text.len();
                has_unknown |= value.contains(UNKNOWN);
                text.push_str(&value);
                let end = text.len();
                replaced.push(Replaced { start, end, from: open, to: close });
            }
            None => {
                beyond_us.get_or_insert((open, close));
                text.push_str(&source[open..close]);
            }
        }
    }
    // Most files have no directive and need no copy.
    let text = match done {
        0 => Cow::Borrowed(source),
        _ => Cow::Owned(text + &source[done..]),
    };
    Rendered { text, replaced, has_unknown, beyond_us }
}

/// What stands in the place of a directive; `None` if it is not an `echo` of a variable.
fn value(directive: &str, options: &Options) -> Option<String> {
    let text = directive.trim_start().strip_prefix("echo")?;
    let Some(parameters) = parameters(text) else { return Some(UNKNOWN.to_string()) };
    let parameter =
        |wanted: &str| parameters.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    let Some(name) = parameter("var") else { return Some(UNKNOWN.to_string()) };
    if let Some((_, value)) = options.ssi.iter().find(|(known, _)| known == name) {
        return Some(value.clone());
    }
    Some(parameter("default").map_or_else(|| UNKNOWN.to_string(), str::to_owned))
}

/// The parameters ` name="value"`; `None` if anything else stands there, which nginx refuses.
fn parameters(mut text: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    while !text.trim().is_empty() {
        let (name, rest) = text.split_once('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = rest[1..].split_once(quote)?;
        let name = name.trim();
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        found.push(plain.then_some((name, value))?);
        text = rest;
    }
    Some(found)
}
