//! Passwords, keys and tokens: values that no output may show.

use std::fmt;

/// A secret. It has no `Display`, and `Debug` shows a placeholder of fixed length,
/// so that it cannot reach a message by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why a secret is looked at; every use of the text names one, so that all are easy to find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To decide something about it (is it empty, does it look like a path).
    Judge,
    /// To prove to the program that shares it that it is the same.
    Prove,
    /// To find its other occurrences, so that they can be hidden.
    Hide,
    /// The user asked for it with `--show-secrets`.
    Asked,
}

impl Secret {
    /// What stands in the place of a secret in every output.
    pub const PLACEHOLDER: &'static str = "<secret>";

    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text. The purpose is written down where the secret is used; it changes nothing.
    pub fn expose_for(&self, _purpose: Purpose) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::PLACEHOLDER)
    }
}

/// The letters of a text, one bit for each: a text that holds another one has all letters of it.
pub const fn letters(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut letters) = (0, 0);
    while at < bytes.len() {
        if bytes[at].is_ascii_alphabetic() {
            letters |= 1 << (bytes[at].to_ascii_lowercase() - b'a');
        }
        at += 1;
    }
    letters
}

/// Whether an option of this name holds a secret, in any of the languages.
///
/// The name is the last part of the option's path: `app_secret`, `PASSWORD`,
/// `org.jitsi.jicofo.FOCUS_USER_PASSWORD`, `static-auth-secret`.
pub fn is_secret_name(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    // Every word below has all letters of one of these, and few other names do.
    const HINTS: [u32; 6] = [
        letters("pass"),
        letters("secret"),
        letters("credential"),
        letters("key"),
        letters("authtoken"),
        letters("bindpw"),
    ];
    let found = letters(last);
    if !HINTS.iter().any(|hint| found & hint == *hint) {
        return false;
    }
    let folded: String =
        last.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    // Names that hold such a word but say where or how, not what.
    const HARMLESS: [&str; 12] = [
        "privatekeypath",
        "secretalgorithm",
        "mucpasswordwhitelist",
        "passwordcheck",
        "passwordless",
        "disablepasswordlogin",
        "roompasswordnumberofdigits",
        "roompassworddigits",
        "lockroompassword",
        "usetokenauth",
        "tokenauthurl",
        "passwordfile",
    ];
    if HARMLESS.contains(&folded.as_str()) {
        return false;
    }
    const WORDS: [&str; 5] = ["password", "passwd", "secret", "credential", "privatekey"];
    const EXACT: [&str; 7] =
        ["pass", "apikey", "accesskey", "licensekey", "appkey", "authtoken", "subscriptionkey"];
    WORDS.iter().any(|word| folded.contains(word))
        || folded.ends_with("userpass")
        || folded.ends_with("bindpw")
        || folded.ends_with("authtoken")
        || EXACT.contains(&folded.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "app_secret",
            "PASSWORD",
            "org.jitsi.jicofo.FOCUS_USER_PASSWORD",
            "BRIDGE_MUC_XMPP_USER_PASS",
            "static-auth-secret",
            "external_service_secret",
            "component_secret",
            "keyStorePassword",
            "LDAP_BINDPW",
            "MATRIX_UVS_AUTH_TOKEN",
            "TURN_CREDENTIALS",
            "GC_PRIVATE_KEY",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["muc_password_whitelist", "tokenAuthUrl", "app_id", "username", "bypass"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "<secret>");
    }
}
