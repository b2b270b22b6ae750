//! Web addresses as they stand in options, and what OpenID Connect puts into them.

use super::percent::decode;

/// An address, taken apart. The scheme may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address<'t> {
    /// `https`; empty where the text has none.
    pub scheme: &'t str,
    /// The host, with the port if there is one.
    pub authority: &'t str,
    /// From the first `/`; empty where there is none.
    pub path: &'t str,
    /// What follows the `?`.
    pub query: Option<&'t str>,
    /// What follows the `#`.
    pub fragment: Option<&'t str>,
}

/// What OpenID Connect providers of Keycloak's kind put between the realm and the endpoint.
const PROTOCOL: &str = "/protocol/openid-connect";
const DISCOVERY: &str = "/.well-known/openid-configuration";
/// Endings of names that no public DNS knows.
const INTERNAL: [&str; 5] = [".local", ".internal", ".lan", ".localdomain", ".svc"];
/// The page that Jitsi Meet brings for logging in.
const SSO_PAGE: &str = "/static/sso.html";

impl<'t> Address<'t> {
    /// Takes a text apart. A text that starts with `/` has no host.
    pub fn parse(text: &'t str) -> Self {
        let (text, fragment) = split(text, '#');
        let (text, query) = split(text, '?');
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => (scheme, rest),
            _ => ("", text.strip_prefix("//").unwrap_or(text)),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Address { scheme, authority, path, query, fragment }
    }

    /// The host in lower case, without the port.
    pub fn host(&self) -> String {
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => self.authority,
        };
        host.to_lowercase()
    }

    /// A parameter of the query, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.query?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.find(|(own, _)| *own == name).map(|(_, value)| decode(value))
    }

    /// The path of the realm (`/realms/acme`) and the endpoint behind it (`certs`; empty for the realm itself),
    /// where the address is laid out as Keycloak does it.
    pub fn realm(&self) -> Option<(&'t str, &'t str)> {
        let at = self.path.find("/realms/")?;
        let name = &self.path[at + "/realms/".len()..];
        let end = self.path.len() - name.len() + name.find('/').unwrap_or(name.len());
        let (realm, rest) = self.path.split_at(end);
        if realm.ends_with('/') {
            return None;
        }
        let endpoint = match rest.strip_prefix(PROTOCOL) {
            Some(endpoint) => endpoint.trim_matches('/'),
            None => rest.trim_matches('/'),
        };
        Some((realm, endpoint))
    }

    /// The issuer that tokens of this address's realm name.
    pub fn issuer(&self) -> Option<String> {
        let (realm, _) = self.realm()?;
        Some(format!("{}://{}{realm}", self.scheme, self.authority))
    }

    /// Host and realm, to compare addresses of one provider.
    pub fn realm_of_host(&self) -> Option<String> {
        let (realm, _) = self.realm()?;
        Some(format!("{}{realm}", self.host()))
    }

    /// Whether it is an endpoint of OpenID Connect.
    pub fn is_openid(&self) -> bool {
        self.path.contains("/openid-connect/") || self.path.ends_with(DISCOVERY)
    }

    /// Whether only machines near by know the host: an IP address of a private network or a short name.
    pub fn is_internal(&self) -> bool {
        let host = self.host();
        if let Ok(address) = host.parse::<core::net::Ipv4Addr>() {
            return address.is_private() || address.is_loopback();
        }
        host.starts_with('[') || !host.contains('.') || INTERNAL.iter().any(|ending| host.ends_with(ending))
    }

    /// The login page of Jitsi Meet that a login at this address returns to, if it does.
    pub fn sso_page(&self) -> Option<String> {
        self.parameter("redirect_uri").filter(|page| Address::parse(page).path.ends_with(SSO_PAGE))
    }
}

fn split(text: &str, sign: char) -> (&str, Option<&str>) {
    match text.split_once(sign) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let address = Address::parse("https://Meet.x.org:8443/a/b?c=d%2Fe&f#g");
        assert_eq!((address.scheme, address.authority, address.path), ("https", "Meet.x.org:8443", "/a/b"));
        assert_eq!(address.host(), "meet.x.org");
        assert_eq!(address.parameter("c").as_deref(), Some("d/e"));
        assert_eq!(address.parameter("f").as_deref(), Some(""));
        assert_eq!((address.parameter("g"), address.fragment), (None, Some("g")));
        assert_eq!(Address::parse("//x.org/http-bind").host(), "x.org");
        assert_eq!(Address::parse("/http-bind").host(), "");
        assert_eq!(Address::parse("x.org/login?to=https://y.org").host(), "x.org");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%é"), "%é");
    }

    #[test]
    fn realms() {
        let realm = |text| Address::parse(text).realm();
        assert_eq!(realm("https://x/realms/a/protocol/openid-connect/certs"), Some(("/realms/a", "certs")));
        assert_eq!(realm("x/auth/realms/a/protocol/openid-connect"), Some(("/auth/realms/a", "")));
        assert_eq!(
            realm("https://x/realms/a/.well-known/openid-configuration"),
            Some(("/realms/a", ".well-known/openid-configuration"))
        );
        assert_eq!(realm("https://x/realms/a/"), Some(("/realms/a", "")));
        assert_eq!(realm("https://x/realms/"), None);
        assert_eq!(realm("https://x/application/o/jitsi/jwks/"), None);
        let keys = Address::parse("https://X:8443/realms/a/protocol/openid-connect/certs");
        assert_eq!(keys.issuer().as_deref(), Some("https://X:8443/realms/a"));
        assert_eq!(keys.realm_of_host().as_deref(), Some("x/realms/a"));
    }

    #[test]
    fn near_and_far() {
        for near in ["http://127.0.0.1:8080/x", "http://keycloak:8080", "http://10.1.2.3", "http://kc.local/"]
        {
            assert!(Address::parse(near).is_internal(), "{near}");
        }
        assert!(!Address::parse("https://sso.example.org/realms/x").is_internal());
        let login = Address::parse("https://x/auth?redirect_uri=https%3A%2F%2Fy%2Fstatic%2Fsso.html");
        assert_eq!(login.sso_page().as_deref(), Some("https://y/static/sso.html"));
    }
}
