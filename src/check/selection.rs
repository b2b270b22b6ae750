//! Which rules run: `--select` and `--ignore`.

use super::rule::Rule;
use crate::load::matches_wildcard;
use crate::model::edit_distance;

/// A rule id, an area, or either with `*` and `?`: `auth/guest-vhost-missing`, `auth`, `auth/jwt-*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern(String);

/// No rule has such an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PatternError {
    /// The pattern as given.
    pub pattern: String,
    /// The id that looks most like it.
    pub similar: Option<&'static str>,
}

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no rule matches `{}`", self.pattern)?;
        match self.similar {
            Some(similar) => write!(f, "; did you mean `{similar}`?"),
            None => f.write_str("; `jitsi-doctor rules` lists them all"),
        }
    }
}

/// The id that looks most like a text.
pub fn similar_id(text: &str, rules: &[&dyn Rule]) -> Option<&'static str> {
    // No id is nearly as long.
    const LONG: usize = 100;
    if text.len() > LONG {
        return None;
    }
    let name = |id: &'static str| id.split('/').next_back().unwrap_or(id);
    rules
        .iter()
        .map(|rule| rule.meta().id)
        .map(|id| (edit_distance(text, name(id)).min(edit_distance(text, id)), id))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, id)| id)
}

impl Pattern {
    /// Reads a pattern and makes sure that it means at least one rule.
    pub fn new(text: &str, rules: &[&dyn Rule]) -> Result<Self, PatternError> {
        let pattern = Pattern(text.to_owned());
        if rules.iter().any(|rule| pattern.matches(rule.meta().id)) {
            return Ok(pattern);
        }
        Err(PatternError { pattern: text.to_owned(), similar: similar_id(text, rules) })
    }

    /// Whether the pattern is the id itself.
    pub fn is_exactly(&self, id: &str) -> bool {
        self.0 == id
    }

    /// Whether the pattern means this rule.
    pub fn matches(&self, id: &str) -> bool {
        let area = id.split('/').next().unwrap_or(id);
        matches_wildcard(&self.0, id) || matches_wildcard(&self.0, area)
    }
}

/// The rules to run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these; all when empty.
    pub select: Vec<Pattern>,
    /// Not these, even if selected.
    pub ignore: Vec<Pattern>,
}

impl Selection {
    /// Whether this rule runs.
    pub fn includes(&self, id: &str) -> bool {
        (self.select.is_empty() || self.select.iter().any(|pattern| pattern.matches(id)))
            && !self.ignore.iter().any(|pattern| pattern.matches(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let matches = |pattern: &str, id| Pattern(pattern.into()).matches(id);
        assert!(matches("auth/guest-vhost-missing", "auth/guest-vhost-missing"));
        assert!(matches("auth", "auth/guest-vhost-missing"));
        assert!(matches("auth/guest-*", "auth/guest-vhost-missing"));
        assert!(!matches("auth/guest", "auth/guest-vhost-missing"));
    }
}
