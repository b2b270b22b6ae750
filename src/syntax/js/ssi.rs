//! nginx puts values into config.js before the browser sees it: `<!--# echo var="subdomain" default="" -->`.

use super::Options;

/// Stands for a text that only the running nginx knows. It is a letter to JavaScript, so that it may
/// stand in a string as well as in the place of a value, and it occurs in no text that people write.
pub const UNKNOWN: char = '\u{3164}';

/// The text that the browser gets, with the way back to the file.
#[derive(Debug)]
pub struct Rendered {
    /// What the browser reads.
    pub text: String,
    /// The ranges that were replaced, in order.
    replaced: Vec<Replaced>,
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

impl Rendered {
    /// The range in the file for a range in [`Rendered::text`]; a directive counts as one piece.
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        (self.back(start, false), self.back(end, true))
    }

    fn back(&self, at: usize, is_end: bool) -> usize {
        let after = self.replaced.partition_point(|one| one.start < at || (!is_end && one.start == at));
        let Some(last) = after.checked_sub(1).map(|index| &self.replaced[index]) else { return at };
        if at < last.end || (is_end && at == last.end) {
            return if is_end { last.to } else { last.from };
        }
        last.to + (at - last.end)
    }
}

/// Replaces what nginx replaces.
pub fn render(source: &str, options: &Options) -> Rendered {
    let mut rendered =
        Rendered { text: String::with_capacity(source.len()), replaced: Vec::new(), beyond_us: None };
    let mut done = 0;
    while let Some(open) = source[done..].find("<!--#").map(|at| done + at) {
        let Some(close) = source[open..].find("-->").map(|at| open + at + 3) else { break };
        rendered.text.push_str(&source[done..open]);
        done = close;
        let directive = &source[open + 5..close - 3];
        match value(directive, options) {
            Some(text) => {
                let start = rendered.text.len();
                rendered.text.push_str(&text);
                let end = rendered.text.len();
                rendered.replaced.push(Replaced { start, end, from: open, to: close });
            }
            None => {
                rendered.beyond_us.get_or_insert((open, close));
                rendered.text.push_str(&source[open..close]);
            }
        }
    }
    rendered.text.push_str(&source[done..]);
    rendered
}

/// What stands in the place of a directive; `None` if it is not an `echo` of a variable.
fn value(directive: &str, options: &Options) -> Option<String> {
    let parameters = directive.trim_start().strip_prefix("echo")?;
    let Some(name) = parameter(parameters, "var") else { return Some(UNKNOWN.to_string()) };
    if let Some((_, value)) = options.ssi.iter().find(|(known, _)| known == name) {
        return Some(value.clone());
    }
    let default = parameter(parameters, "default").map(str::to_owned);
    Some(default.unwrap_or_else(|| UNKNOWN.to_string()))
}

/// The value of ` name="value"`.
fn parameter<'t>(mut text: &'t str, wanted: &str) -> Option<&'t str> {
    loop {
        let (name, rest) = text.split_once('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = rest[1..].split_once(quote)?;
        if name.trim() == wanted {
            return Some(value);
        }
        text = rest;
    }
}
