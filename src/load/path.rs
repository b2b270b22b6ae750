//! Paths inside a tree: plain text, `/` between the parts.

/// The path that `target` means in a file in `dir`, without `.`, `..` and doubled `/`.
///
/// An absolute target starts at the root of the tree; `..` never leaves it.
pub fn join(dir: &str, target: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let base = if target.starts_with('/') { "" } else { dir };
    for part in base.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The directory of a path; the root is the empty text.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

/// Whether a file name matches a pattern of `*` and `?`.
pub fn matches_wildcard(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // Greedy match with one point to come back to: linear in practice, never exponential.
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, n));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            p += 1;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining() {
        assert_eq!(join("etc/prosody", "conf.d/x"), "etc/prosody/conf.d/x");
        assert_eq!(join("etc/prosody", "./x"), "etc/prosody/x");
        assert_eq!(join("etc/prosody", "/etc//x/../y"), "etc/y");
        assert_eq!(join("a", "../../../y"), "y");
    }

    #[test]
    fn wildcards() {
        assert!(matches_wildcard("*.cfg.lua", "x.cfg.lua"));
        assert!(!matches_wildcard("*.cfg.lua", "x.cfg.lua.bak"));
        assert!(matches_wildcard("a?c*", "abc"));
        assert!(!matches_wildcard("", "a"));
        assert!(matches_wildcard("**", ""));
    }
}
