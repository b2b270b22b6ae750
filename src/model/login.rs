//! Where users and guests of a site log in, and who checks it.

use super::{Host, Jicofo, Login, Lookup, Prosody, Site, edit_distance};
use crate::fact::{Fact, Verdict};
use crate::text::Span;

/// Login methods of Prosody, of Jitsi, and from the community. A name that is none of these may be a module of the site's own.
const METHODS: [&str; 14] = [
    "anonymous",
    "cyrus",
    "hybrid_matrix_token",
    "insecure",
    "internal_hashed",
    "internal_plain",
    "jitsi-anonymous",
    "jitsi-shared-secret",
    "ldap",
    "ldap2",
    "matrix_lite_user_verification",
    "matrix_user_verification",
    "pam",
    "token",
];

/// The VirtualHost where users log in, and how.
#[derive(Clone, Debug)]
pub struct MainHost<'d> {
    /// The Prosody that serves it.
    pub prosody: &'d Prosody,
    /// The VirtualHost.
    pub host: &'d Host,
    /// How users log in.
    pub login: Login,
    /// The login method as it is written, or the host if none is written.
    pub place: Span,
}

impl<'d> Site<'d> {
    /// The VirtualHost of `hosts.domain` with its login; not set where Prosody is remote or lacks the host.
    pub fn main_host(&self) -> Fact<MainHost<'d>> {
        match self.virtual_host(self.web.domain()) {
            Fact::Known((prosody, host), _) => match prosody.login(host) {
                Fact::Known(login, origin) => {
                    Fact::Known(MainHost { prosody, host, login, place: origin.span }, origin)
                }
                Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
                Fact::Absent(absent) => Fact::Absent(absent),
            },
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }

    /// The VirtualHost of `hosts.anonymousdomain`; not set where Prosody is remote or lacks the host.
    pub fn guest_host(&self) -> Fact<(&'d Prosody, &'d Host)> {
        self.virtual_host(self.web.anonymous_domain())
    }

    /// The VirtualHost that `config.js` names; not set where Prosody is remote or lacks the host.
    pub fn virtual_host(&self, name: Fact<String>) -> Fact<(&'d Prosody, &'d Host)> {
        let Some(prosody) = self.prosody() else { return Fact::absent(name.place()) };
        match name {
            Fact::Known(name, origin) => match prosody.virtual_host(&name) {
                Lookup::Found(host) => Fact::Known((prosody, host), origin),
                Lookup::Missing => Fact::absent(Some(origin.span)),
                Lookup::Unknown(reason) => Fact::Unknown(reason, origin),
            },
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }

    /// The Jicofo that serves the site. Of several sites it serves the one whose domain it names.
    pub fn jicofo(&self) -> Option<&'d Jicofo> {
        let jicofo = self.deployment.jicofo.as_ref()?;
        if self.deployment.webs.len() <= 1 {
            return Some(jicofo);
        }
        let Fact::Known(domain, _) = self.web.domain() else { return None };
        matches!(jicofo.xmpp_domain().is(|served| *served == domain), Verdict::Yes).then_some(jicofo)
    }
}

impl Prosody {
    /// Whether some MUC lets guests wait until somebody with a login or a token is there.
    pub fn waits_for_host(&self) -> Verdict {
        self.components()
            .map(|component| self.modules(component).has("muc_wait_for_host"))
            .fold(Verdict::No, Verdict::or)
    }

    /// Whether users of the host may come without a token.
    pub fn accepts_no_token(&self, host: &Host) -> Verdict {
        self.boolean(host, "allow_empty_token").is(|allowed| *allowed)
    }
}

impl Login {
    /// The method that was probably meant, if the name is none and close to one.
    pub fn misspelt(name: &str) -> Option<&'static str> {
        if METHODS.contains(&name) {
            return None;
        }
        let same_letters = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
        };
        let written = same_letters(name);
        match written.as_str() {
            "jwt" => return Some("token"),
            "anonymousjitsi" => return Some("jitsi-anonymous"),
            _ => {}
        }
        // A number at the end is how people name their own version of a module.
        if name.ends_with(|c: char| c.is_ascii_digit()) || written.len() > 64 {
            return None;
        }
        METHODS.into_iter().find(|method| {
            let method = same_letters(method);
            // Of a short name, one letter more or less may well be another name.
            let allowed = match method.len() {
                0..5 => 0,
                5..8 => 1,
                _ => 2,
            };
            edit_distance(&method, &written) <= allowed
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_close_to_a_method_are_misspelt() {
        for (written, meant) in [
            ("jitsi_anonymous", Some("jitsi-anonymous")),
            ("Token", Some("token")),
            ("tokens", Some("token")),
            ("jwt", Some("token")),
            ("internal-hashed", Some("internal_hashed")),
            ("internal_hashd", Some("internal_hashed")),
            ("ldap", None),
            ("ldap3", None),
            ("token_v2", None),
            ("sql", None),
            ("example_sso", None),
            ("", None),
        ] {
            assert_eq!(Login::misspelt(written), meant, "{written}");
        }
    }
}
