//! Tokens: the options that Prosody's token modules read, and from which host they read them.

use super::{Host, Login, Lookup, Prosody, Site, Texts, same_domain};
use crate::fact::{Fact, Verdict};
use crate::secret::{Purpose, Secret};
use crate::value::{Entry, Map};

/// The token options as one host sees them: its own, else the global ones (`token/util.lib.lua`).
#[derive(Debug)]
pub struct TokenOptions {
    /// `app_id`; the module gives up without it.
    pub app_id: Fact<String>,
    /// `app_secret`: the shared key, unless keys come from the web.
    pub app_secret: Fact<Secret>,
    /// `asap_key_server`: where the public key of each `kid` lies.
    pub key_server: Fact<String>,
    /// `cache_keys_url`: a set of public keys.
    pub keys_url: Fact<String>,
    /// `signature_algorithm`.
    pub algorithm: Fact<String>,
    /// `allow_empty_token`: users without a token may connect.
    pub allow_empty: Fact<bool>,
    /// `enable_domain_verification`: rooms are compared with the token even if it names none.
    pub verify_domain: Fact<bool>,
    /// `asap_require_room_claim`.
    pub require_room: Fact<bool>,
    /// `asap_accepted_issuers`.
    pub issuers: Fact<Texts>,
    /// `asap_accepted_audiences`.
    pub audiences: Fact<Texts>,
}

/// What an `app_secret` looks like. Nothing of its text leaves this type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretShape {
    /// Nothing at all.
    Empty,
    /// A value that guides and templates show.
    Example,
    /// The `app_id` once more.
    AppId,
    /// The path of a file.
    Path,
    /// An address.
    Url,
    /// A key in PEM form.
    Pem,
    /// So short that it can be found by trying.
    Short,
    /// Nothing to say about it.
    Plain,
}

/// The host of the components that 8x8 offers as a service: its options are theirs.
const JAAS_HOST: &str = "jigasi.meet.jitsi";

impl Prosody {
    /// The token options of a host.
    pub fn token_options(&self, host: &Host) -> TokenOptions {
        TokenOptions {
            app_id: self.text(host, "app_id"),
            app_secret: self.secret(host, "app_secret"),
            key_server: self.text(host, "asap_key_server"),
            keys_url: self.text(host, "cache_keys_url"),
            algorithm: self.text(host, "signature_algorithm"),
            allow_empty: self.boolean(host, "allow_empty_token"),
            verify_domain: self.boolean(host, "enable_domain_verification"),
            require_room: self.boolean(host, "asap_require_room_claim"),
            issuers: self.texts(host, "asap_accepted_issuers"),
            audiences: self.texts(host, "asap_accepted_audiences"),
        }
    }

    /// The VirtualHosts where users may log in with a token, each with whether it surely is so.
    pub fn token_hosts(&self) -> impl Iterator<Item = (&Host, Verdict)> {
        self.virtual_hosts()
            .filter(|host| host.name != JAAS_HOST)
            .map(|host| (host, self.login(host).is(|login| *login == Login::Token)))
            .filter(|(_, verdict)| !matches!(verdict, Verdict::No))
    }

    /// Whether users may log in with a token on another host than this one.
    pub fn takes_tokens_beside(&self, host: &Host) -> Verdict {
        let others = self.token_hosts().filter(|(other, _)| other.name != host.name);
        others.fold(Verdict::No, |any, (_, verdict)| any.or(verdict))
    }

    /// The host whose token options `token_verification` reads on a Component, by the module's own rule.
    pub fn verification_parent(&self, component: &Host) -> Lookup<&Host> {
        match parent_name(&component.name) {
            Some(parent) => self.host(&parent),
            None => Lookup::Missing,
        }
    }
}

impl TokenOptions {
    /// Whether no token can be made for this host, and everybody comes in without one. docker-jitsi-meet of 2020
    /// and 2021 wrote it so where no login was wanted.
    pub fn is_for_nobody(&self) -> bool {
        let no_secret = |secret: &Secret| secret.expose_for(Purpose::Judge).is_empty();
        matches!(&self.app_id, Fact::Known(id, _) if id.is_empty())
            && matches!(&self.app_secret, Fact::Known(secret, _) if no_secret(secret))
            && matches!(self.keys_from_web(), Verdict::No)
            && matches!(self.allow_empty, Fact::Known(true, _))
    }

    /// Whether keys come from the web; then `app_secret` is not used.
    pub fn keys_from_web(&self) -> Verdict {
        self.key_server.is(|_| true).or(self.keys_url.is(|_| true))
    }

    /// Whether tokens are checked with `app_secret`.
    pub fn uses_secret(&self) -> Verdict {
        self.app_secret.is(|_| true).and(self.keys_from_web().negate())
    }

    /// Whether `token_verification` wants to find the room in the token of everybody who enters.
    pub fn wants_room_in_token(&self) -> Verdict {
        self.verify_domain.effective(true, |on| *on).and(self.require_room.effective(true, |on| *on))
    }

    /// Whether `token_verification` keeps users without a token out of every room.
    pub fn shuts_out_tokenless(&self) -> Verdict {
        let has_key = self.app_secret.is(|_| true).or(self.keys_from_web());
        self.app_id
            .is(|_| true)
            .and(has_key)
            .and(self.allow_empty.is(|allowed| *allowed).negate())
            .and(self.wants_room_in_token())
    }
}

impl Site<'_> {
    /// Whether users log in with tokens on the main VirtualHost of this machine.
    pub fn takes_tokens(&self) -> Verdict {
        let Some(prosody) = self.prosody() else { return Verdict::No };
        let domain = match self.web.domain() {
            Fact::Known(domain, _) => domain,
            Fact::Unknown(reason, origin) => return Verdict::CannotTell(reason, Some(origin.span)),
            Fact::Absent(_) => return Verdict::No,
        };
        match prosody.virtual_host(&domain) {
            Lookup::Found(main) => prosody.login(main).is(|login| *login == Login::Token),
            Lookup::Missing => Verdict::No,
            Lookup::Unknown(reason) => Verdict::CannotTell(reason, None),
        }
    }

    /// Whether a module is loaded on the main MUC. `None` when that MUC is not on this machine.
    pub fn muc_module(&self, name: &str) -> Option<Verdict> {
        let prosody = self.prosody()?;
        match self.web.muc() {
            Fact::Known(muc, _) => match prosody.muc(&muc) {
                Lookup::Found(muc) => Some(prosody.modules(muc).has(name)),
                Lookup::Missing => None,
                Lookup::Unknown(reason) => Some(Verdict::CannotTell(reason, None)),
            },
            Fact::Unknown(reason, origin) => Some(Verdict::CannotTell(reason, Some(origin.span))),
            Fact::Absent(_) => None,
        }
    }

    /// Whether `config.js` sends guests to a VirtualHost that lets everybody in.
    pub fn welcomes_guests(&self) -> Verdict {
        let Some(prosody) = self.prosody() else { return Verdict::No };
        match self.web.anonymous_domain() {
            Fact::Known(name, _) => match prosody.virtual_host(&name) {
                Lookup::Found(guest) => prosody.login(guest).is(|login| *login == Login::Anonymous),
                Lookup::Missing => Verdict::No,
                Lookup::Unknown(reason) => Verdict::CannotTell(reason, None),
            },
            Fact::Unknown(reason, origin) => Verdict::CannotTell(reason, Some(origin.span)),
            Fact::Absent(_) => Verdict::No,
        }
    }

    /// Whether `token_verification` keeps users of a domain, who have no token, out of every room.
    pub fn rooms_refuse_tokenless(&self, domain: &str) -> Verdict {
        let (Some(prosody), Some(muc)) = (self.prosody(), self.muc()) else { return Verdict::No };
        let loaded = prosody.modules(muc).has("token_verification");
        let Lookup::Found(parent) = prosody.verification_parent(muc) else { return Verdict::No };
        let exempt = self.is_exempt_from_verification(domain);
        loaded.and(prosody.token_options(parent).shuts_out_tokenless()).and(exempt.negate())
    }

    /// Whether `token_verification_allowlist` exempts the users of a domain.
    pub fn is_exempt_from_verification(&self, domain: &str) -> Verdict {
        let (Some(prosody), Some(muc)) = (self.prosody(), self.muc()) else { return Verdict::No };
        match &prosody.texts(muc, "token_verification_allowlist") {
            Fact::Known(list, _) => list.any(|item| same_domain(item, domain)),
            other => other.is(|_| true),
        }
    }
}

impl super::Web {
    /// Options anywhere in the page's scripts that hold the key of the tokens.
    pub fn token_secrets(&self) -> Vec<&Entry> {
        let mut found = Vec::new();
        collect_token_secrets(self.globals(), 0, &mut found);
        found
    }
}

/// Configurations are not deeper than this.
const MAX_DEPTH: usize = 16;

fn collect_token_secrets<'m>(map: &'m Map, depth: usize, found: &mut Vec<&'m Entry>) {
    const NAMES: [&str; 5] = ["appsecret", "jwtsecret", "jwtappsecret", "tokensecret", "jwtsecretkey"];
    for entry in map.iter() {
        let folded: String =
            entry.key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if NAMES.contains(&folded.as_str()) {
            found.push(entry);
        } else if let Some(map) = entry.node.as_map()
            && depth < MAX_DEPTH
        {
            collect_token_secrets(map, depth + 1, found);
        }
    }
}

impl SecretShape {
    /// Judges a secret.
    pub fn of(secret: &Secret, app_id: Option<&str>) -> Self {
        let text = secret.expose_for(Purpose::Judge).trim();
        let folded: String =
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if text.is_empty() {
            SecretShape::Empty
        } else if text.starts_with("-----BEGIN ") {
            SecretShape::Pem
        } else if ["file:", "http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) {
            SecretShape::Url
        } else if is_path(text) {
            SecretShape::Path
        } else if app_id == Some(text) {
            SecretShape::AppId
        } else if EXAMPLES.contains(&folded.as_str()) {
            SecretShape::Example
        } else if text.len() < GUESSABLE {
            SecretShape::Short
        } else {
            SecretShape::Plain
        }
    }
}

/// Below this length a text can be found by trying; what is longer and random cannot, whatever the hash.
const GUESSABLE: usize = 16;

/// Values of guides and templates, in lower case and without anything but letters and digits.
const EXAMPLES: [&str; 19] = [
    "appsecret",
    "changeme",
    "exampleappsecret",
    "jwtappsecret",
    "jwtsecret",
    "myappsecret",
    "myjitsiappsecret",
    "myjwtsecret",
    "mysecret",
    "mysecretkey",
    "novalue",
    "password",
    "secret",
    "secretkey",
    "yourappsecret",
    "yourjwtsecret",
    "yoursecret",
    "yoursecretkey",
    "yoursecretkeyhere",
];

/// Random texts may begin with a slash and hold more of them, so only well-known beginnings and endings count.
fn is_path(text: &str) -> bool {
    const BEGINNINGS: [&str; 15] = [
        "/etc/", "/var/", "/root/", "/home/", "/opt/", "/usr/", "/srv/", "/run/", "/config/", "/tmp/",
        "/mnt/", "/data/", "./", "../", "~/",
    ];
    const ENDINGS: [&str; 7] = [".key", ".pem", ".txt", ".secret", ".pub", ".crt", ".jwk"];
    !text.contains(char::is_whitespace)
        && (BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
            || ENDINGS.iter().any(|ending| text.len() > ending.len() && text.ends_with(ending)))
}

/// The first match of the Lua pattern `%w+.(%w.+)`, with which `mod_token_verification` finds its parent:
/// letters and digits, any one character, and the rest if that begins with a letter or digit.
fn parent_name(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    // Longer names are no domains, and the search below is quadratic.
    if bytes.len() > 255 {
        return None;
    }
    let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    for start in 0..bytes.len() {
        let end = (start..bytes.len()).find(|at| !word(*at)).unwrap_or(bytes.len());
        // `%w+` takes as much as it can and gives back one by one.
        for any in (start + 1..=end).rev() {
            if any < bytes.len() && word(any + 1) && any + 2 < bytes.len() {
                return name.get(any + 1..).map(str::to_owned);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `string.gmatch(name, "%w+.(%w.+)")()` in Lua 5.4 answers.
    #[test]
    fn parents_as_lua_finds_them() {
        for (name, parent) in [
            ("conference.meet.example.org", Some("meet.example.org")),
            ("my-conf.example.com", Some("conf.example.com")),
            ("internal-muc.meet.jitsi", Some("muc.meet.jitsi")),
            ("muc._meet.x", Some("c._meet.x")),
            ("ünf.a.bc", Some("a.bc")),
            ("c.x", None),
            ("conference", Some("ce")),
            ("ab", None),
            ("", None),
        ] {
            assert_eq!(parent_name(name).as_deref(), parent, "{name}");
        }
    }

    #[test]
    fn shapes() {
        for (text, shape) in [
            ("", SecretShape::Empty),
            ("my_jitsi_app_secret", SecretShape::Example),
            ("<no value>", SecretShape::Example),
            ("acme", SecretShape::AppId),
            ("/etc/prosody/jwt.key", SecretShape::Path),
            ("jwt.key", SecretShape::Path),
            ("file:///etc/key", SecretShape::Url),
            ("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", SecretShape::Pem),
            ("/x8Kq/Zr41mPq0WmZ6Cw0dQ1v9s/3u6y9B8E=", SecretShape::Plain),
            ("k2Jq8", SecretShape::Short),
            ("0123456789abcdef0123456789abcdef", SecretShape::Plain),
        ] {
            assert_eq!(SecretShape::of(&Secret::new(text), Some("acme")), shape, "{text}");
        }
    }
}
