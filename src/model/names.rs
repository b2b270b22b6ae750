//! Domains and JIDs, compared as XMPP compares them.

/// Whether two domains are the same: without regard to case or a dot at the end.
pub fn same_domain(one: &str, other: &str) -> bool {
    canonical_domain(one) == canonical_domain(other)
}

/// A domain as XMPP compares it.
pub(super) fn canonical_domain(domain: &str) -> String {
    domain.trim_end_matches('.').to_lowercase()
}

/// Whether two bare JIDs are the same. The part before the `@` is folded as well.
pub fn same_jid(one: &str, other: &str) -> bool {
    match (Jid::parse(one), Jid::parse(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// A bare JID: `node@domain`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Jid {
    /// The part before the `@`, in lower case.
    pub node: String,
    /// The domain, in lower case.
    pub domain: String,
}

impl Jid {
    /// Reads `node@domain`, ignoring a resource.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.split('/').next().unwrap_or(text);
        let (node, domain) = bare.split_once('@')?;
        if node.is_empty() || domain.is_empty() {
            return None;
        }
        Some(Jid { node: node.to_lowercase(), domain: canonical_domain(domain) })
    }
}

impl std::fmt::Display for Jid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.node, self.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparing() {
        assert!(same_domain("Meet.Example.org.", "meet.example.org"));
        assert!(same_jid("JvbBrewery@internal.auth.x", "jvbbrewery@Internal.auth.x"));
        assert!(!same_jid("a@x", "b@x"));
        assert_eq!(Jid::parse("focus@auth.x/focus").map(|jid| jid.to_string()), Some("focus@auth.x".into()));
        assert_eq!(Jid::parse("focus"), None);
    }
}
