//! One meet: a `config.js` with the hosts it names.

use super::{Deployment, Host, Lookup, Prosody, Web};
use crate::fact::{Fact, Verdict};

/// A `config.js` and the Prosody hosts that belong to it.
#[derive(Clone, Copy)]
pub struct Site<'d> {
    /// The web app.
    pub web: &'d Web,
    /// Everything else.
    pub deployment: &'d Deployment,
}

/// How users of a host log in, as its `authentication` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Login {
    /// Everybody, without a password.
    Anonymous,
    /// Name and password.
    Password,
    /// A JWT.
    Token,
    /// Something else: shared secrets, Matrix, a module of the site's own.
    Other,
}

impl Login {
    /// The kind of an authentication provider.
    pub fn of(provider: &str) -> Self {
        match provider {
            "anonymous" | "jitsi-anonymous" => Login::Anonymous,
            "internal_plain" | "internal_hashed" | "ldap" | "ldap2" | "cyrus" | "insecure" => Login::Password,
            "token" => Login::Token,
            _ => Login::Other,
        }
    }
}

impl<'d> Site<'d> {
    pub(super) fn new(web: &'d Web, deployment: &'d Deployment) -> Self {
        Site { web, deployment }
    }

    /// Prosody, if it is configured on this machine.
    pub fn prosody(&self) -> Option<&'d Prosody> {
        self.deployment.prosody.as_ref()
    }

    /// The VirtualHost of `hosts.domain`.
    pub fn main(&self) -> Option<&'d Host> {
        self.named_host(self.web.domain())
    }

    /// The VirtualHost of `hosts.anonymousdomain`.
    pub fn guest(&self) -> Option<&'d Host> {
        self.named_host(self.web.anonymous_domain())
    }

    fn named_host(&self, name: Fact<String>) -> Option<&'d Host> {
        let Fact::Known(name, _) = name else { return None };
        self.prosody()?.virtual_host(&name).found()
    }

    /// The Component of `hosts.muc`.
    pub fn muc(&self) -> Option<&'d Host> {
        let Fact::Known(name, _) = self.web.muc() else { return None };
        match self.prosody()?.muc(&name) {
            Lookup::Found(host) => Some(host),
            _ => None,
        }
    }

    /// How users log in on the main VirtualHost. Where Prosody names no method it takes
    /// `internal_hashed` (0.11: `internal_plain`): passwords.
    pub fn login(&self) -> Fact<Login> {
        match (self.prosody(), self.main()) {
            (Some(prosody), Some(main)) => prosody.login(main),
            _ => Fact::absent(None),
        }
    }

    /// Whether users of the main VirtualHost log in this way.
    pub fn logs_in_by(&self, login: Login) -> Verdict {
        self.login().is(|this| *this == login)
    }
}

impl Prosody {
    /// How users of a host log in.
    pub fn login(&self, host: &Host) -> Fact<Login> {
        let provider = self.text(host, "authentication");
        match provider {
            Fact::Absent(absent) => {
                // Not set anywhere: passwords. The place to point at is the host.
                let origin = crate::fact::Origin::at(absent.place.unwrap_or(host.place));
                Fact::Known(Login::Password, origin)
            }
            set => set.map(|provider| match Login::of(&provider) {
                Login::Token if self.token_options(host).is_for_nobody() => Login::Anonymous,
                login => login,
            }),
        }
    }
}
