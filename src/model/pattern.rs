//! Regular expressions of web servers, compiled when first asked.
//!
//! A check asks each pattern a few short paths, so that compiling is nearly all of the cost. `regex-lite`
//! compiles in a tenth of the time and knows what patterns for paths are made of; `regex` takes the rest. Both
//! match in linear time.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The memory that a pattern may take.
const MAX_SIZE: usize = 1 << 18;
/// nginx refuses longer words; ours would take much memory to refuse them too.
const MAX_LENGTH: usize = 4096;
/// Patterns that are kept to be shared.
const MOST_SHARED: usize = 1000;

/// One regular expression.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    ignore_case: bool,
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Debug)]
enum Compiled {
    Lite(regex_lite::Regex),
    Full(regex::bytes::Regex),
}

impl Pattern {
    pub fn new(text: &str, ignore_case: bool) -> Self {
        Pattern { text: text.to_owned(), ignore_case, compiled: OnceLock::new() }
    }

    /// Whether it matches. `None` for a pattern that cannot be evaluated here: PCRE knows more.
    pub fn matches(&self, text: &str) -> Option<bool> {
        if !text.starts_with(self.beginning()) {
            return Some(false);
        }
        Some(match self.compiled()? {
            Compiled::Lite(regex) => regex.is_match(text),
            Compiled::Full(regex) => regex.is_match(text.as_bytes()),
        })
    }

    /// What its groups hold, the whole match first; empty for a group that took no part. `None` also where it
    /// does not match.
    pub fn groups<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let ranges: Vec<_> = match self.compiled()? {
            Compiled::Lite(regex) => {
                regex.captures(text)?.iter().map(|group| group.map(|group| group.range())).collect()
            }
            Compiled::Full(regex) => {
                let captures = regex.captures(text.as_bytes())?;
                captures.iter().map(|group| group.map(|group| group.range())).collect()
            }
        };
        let group = |range: Option<std::ops::Range<usize>>| text.get(range?);
        Some(ranges.into_iter().map(|range| group(range).unwrap_or_default()).collect())
    }

    /// What every text that matches begins with, as far as that is plain to see.
    fn beginning(&self) -> &str {
        let Some(rest) = self.text.strip_prefix('^').filter(|rest| !self.ignore_case && !rest.contains('|'))
        else {
            return "";
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
        let end = rest.find(|c| !plain(c)).unwrap_or(rest.len());
        // The last letter may be one that need not be there.
        let optional = rest[end..].starts_with(['?', '*', '{']);
        &rest[..end - usize::from(optional && end > 0)]
    }

    fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| compile(&self.text, self.ignore_case)).as_ref()
    }
}

fn compile(text: &str, ignore_case: bool) -> Option<Compiled> {
    let text = (text.len() < MAX_LENGTH).then_some(text)?;
    let lite = regex_lite::RegexBuilder::new(text).case_insensitive(ignore_case).size_limit(MAX_SIZE).build();
    if let Ok(regex) = lite {
        return Some(Compiled::Lite(regex));
    }
    // The servers compare bytes, and so is much less to compile; a class of other letters wants the long way.
    let full = |unicode: bool| {
        regex::bytes::RegexBuilder::new(text)
            .unicode(unicode)
            .case_insensitive(ignore_case)
            .size_limit(MAX_SIZE)
            .build()
    };
    full(false).or_else(|_| full(true)).ok().map(Compiled::Full)
}

/// Patterns by their text: sites of one machine are copies of each other.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    known: BTreeMap<(String, bool), Arc<Pattern>>,
}

impl Patterns {
    pub fn get(&mut self, text: &str, ignore_case: bool) -> Arc<Pattern> {
        let key = (text.to_owned(), ignore_case);
        if let Some(known) = self.known.get(&key) {
            return Arc::clone(known);
        }
        let pattern = Arc::new(Pattern::new(text, ignore_case));
        if self.known.len() < MOST_SHARED {
            self.known.insert(key, Arc::clone(&pattern));
        }
        pattern
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_small_engine_cannot_the_large_one_can() {
        let matches = |pattern: &str, text: &str| Pattern::new(pattern, false).matches(text);
        assert_eq!(matches("^/([^/?&:'\"]+)/config.js$", "/team/config.js"), Some(true));
        assert_eq!(matches("^/a", "/b"), Some(false));
        assert_eq!(matches(r"^/\p{Lu}", "/Ä"), Some(true));
        assert_eq!(matches("^/é$", "/é"), Some(true));
        assert_eq!(matches("^/(?!api)", "/x"), None);
        assert_eq!(matches("^/api(?!/x)", "/x"), Some(false));
        assert_eq!(matches("^/ab?$", "/a"), Some(true));
        assert_eq!(matches("^/a|/b", "/b"), Some(true));
        assert_eq!(matches("[", "["), None);
        assert_eq!(matches(&"a".repeat(MAX_LENGTH), "a"), None);
        assert_eq!(Pattern::new("^/API", true).matches("/api"), Some(true));
    }

    #[test]
    fn groups() {
        let groups = |pattern: &str, text| Pattern::new(pattern, false).groups(text);
        assert_eq!(groups("^/([a-z]+)(x)?/(.*)", "/b/c/d"), Some(vec!["/b/c/d", "b", "", "c/d"]));
        assert_eq!(groups(r"^/(\p{Ll}+)", "/ä/b"), Some(vec!["/ä", "ä"]));
        assert_eq!(groups("x", "y"), None);
    }
}
