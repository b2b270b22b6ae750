//! Which files an `include` names.

use crate::load::{Loader, join};

/// More files than any host has in one directory of sites.
const MAX_MATCHES: usize = 10_000;

/// Whether nginx looks for matching files; a plain name must exist.
pub(in crate::syntax) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The paths that match, sorted as `glob` does. A path without wildcards is its own match.
pub(super) fn expand(path: &str, loader: &Loader<'_>) -> Vec<String> {
    let mut found = vec![String::new()];
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if !is_pattern(part) {
            found.iter_mut().for_each(|dir| *dir = join(dir, part));
            continue;
        }
        let mut next = Vec::new();
        for dir in &found {
            let names = loader.list(dir).unwrap_or_default();
            let matching = names.iter().filter(|name| matches(part, name)).map(|name| join(dir, name));
            next.extend(matching.take(MAX_MATCHES - next.len()));
        }
        found = next;
    }
    if is_pattern(path) && !path.rsplit('/').next().is_some_and(is_pattern) {
        found.retain(|path| loader.tree().real_path(path).is_some());
    }
    found
}

/// Whether a name matches `*`, `?` and `[…]`; a dot in front must be written in the pattern.
pub(in crate::syntax) fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // Greedy, with the last `*` as the only point to come back to.
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, n));
            p += 1;
        } else if let Some(length) = one(&pattern[p..], name[n]) {
            p += length;
            n += 1;
        } else if let Some((star_p, star_n)) = star {
            p = star_p + 1;
            n = star_n + 1;
            star = Some((star_p, n));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// How much of the pattern matches this one character.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern.first()? {
        '?' => Some(1),
        '[' => match class(pattern, c) {
            Some((length, matched)) => matched.then_some(length),
            None => (c == '[').then_some(1),
        },
        literal => (*literal == c).then_some(1),
    }
}

/// The length of `[…]` and whether it holds the character; `None` when it is not closed.
fn class(pattern: &[char], c: char) -> Option<(usize, bool)> {
    let negated = matches!(pattern.get(1), Some('!' | '^'));
    let first = if negated { 2 } else { 1 };
    // A `]` in first place is an ordinary character.
    let end = first + 1 + pattern.get(first + 1..)?.iter().position(|c| *c == ']')?;
    let set = &pattern[first..end];
    let mut found = false;
    let mut at = 0;
    while at < set.len() {
        let range = at + 2 < set.len() && set[at + 1] == '-';
        let last = if range { set[at + 2] } else { set[at] };
        found |= (set[at]..=last).contains(&c);
        at += if range { 3 } else { 1 };
    }
    Some((end + 1, found != negated))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("*.conf", "a.conf", true),
            ("*.conf", "a.conf~", false),
            ("*", ".hidden", false),
            (".*", ".hidden", true),
            ("?", "é", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]x]", "]", true),
            ("[a", "[a", true),
            ("[0-9]*-*", "10-a", true),
            ("**a*b", "xaxb", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
