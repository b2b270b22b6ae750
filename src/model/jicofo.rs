//! Jicofo: who it logs in as, what it watches over, and whether it asks for a login.

use super::layered::Layers;
use super::names::{Jid, canonical_domain};
use crate::fact::{Fact, Origin, Verdict};
use crate::secret::Secret;
use crate::text::Span;
use crate::value::{Entry, Reason};

/// Jicofo's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Jicofo {
    /// The files, strongest first.
    pub layers: Layers,
}

/// How Jicofo checks who opens a conference, as `AuthConfig.kt` evaluates it.
#[derive(Clone, Debug)]
pub struct JicofoAuth {
    /// Whether authentication is switched on. With type `None` that protects nothing.
    pub enabled: Fact<bool>,
    /// The kind of check.
    pub kind: Fact<AuthType>,
    /// The domain whose users may open conferences.
    pub login_url: Fact<String>,
    /// The legacy property, if it decides.
    pub legacy: Option<Entry>,
}

/// `jicofo.authentication.type`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuthType {
    /// Users of an XMPP domain.
    Xmpp,
    /// Users of a domain with JWT.
    Jwt,
    /// No check, whatever `enabled` says.
    None,
    /// A word that Jicofo does not know; it refuses to start.
    Invalid(String),
}

impl Jicofo {
    /// A text option, by its full path.
    pub fn text(&self, path: &str) -> Fact<String> {
        self.layers.text(path)
    }

    /// A boolean option, by its full path.
    pub fn boolean(&self, path: &str) -> Fact<bool> {
        self.layers.boolean(path)
    }

    /// A secret option, by its full path.
    pub fn secret(&self, path: &str) -> Fact<Secret> {
        self.layers.secret(path)
    }

    /// The XMPP domain of the users: `xmpp.client.xmpp-domain`.
    pub fn xmpp_domain(&self) -> Fact<String> {
        self.text("jicofo.xmpp.client.xmpp-domain").map(|domain| canonical_domain(&domain))
    }

    /// The domain of Jicofo's own account: `xmpp.client.domain`.
    pub fn account_domain(&self) -> Fact<String> {
        self.text("jicofo.xmpp.client.domain").map(|domain| canonical_domain(&domain))
    }

    /// Jicofo's own JID. The user name is `focus` unless set.
    pub fn jid(&self) -> Fact<Jid> {
        let user = match self.text("jicofo.xmpp.client.username") {
            Fact::Known(user, _) => user,
            Fact::Absent(absent) => absent.default.unwrap_or_default(),
            Fact::Unknown(reason, origin) => return Fact::Unknown(reason, origin),
        };
        self.account_domain().map(|domain| Jid { node: user.to_lowercase(), domain })
    }

    /// The Component that passes requests on to Jicofo: `xmpp.client.client-proxy`.
    pub fn client_proxy(&self) -> Fact<String> {
        self.text("jicofo.xmpp.client.client-proxy").map(|domain| canonical_domain(&domain))
    }

    /// The room where bridges announce themselves.
    pub fn brewery(&self) -> Fact<String> {
        self.text("jicofo.bridge.brewery-jid")
    }

    /// The authentication block.
    pub fn auth(&self) -> JicofoAuth {
        const PROPERTY: &str = "org.jitsi.jicofo.auth.URL";
        if let Some(entry) = self.layers.legacy_entry(PROPERTY) {
            return self.legacy_auth(entry);
        }
        let enabled = self.boolean("jicofo.authentication.enabled");
        let kind = self.text("jicofo.authentication.type").map(|word| match word.as_str() {
            "XMPP" => AuthType::Xmpp,
            "JWT" => AuthType::Jwt,
            "NONE" => AuthType::None,
            other => AuthType::Invalid(other.to_owned()),
        });
        let login_url = self.text("jicofo.authentication.login-url");
        JicofoAuth { enabled, kind, login_url, legacy: None }
    }

    /// The property switches authentication on by being there; the kind is in its prefix, and any
    /// other prefix means none.
    fn legacy_auth(&self, entry: &Entry) -> JicofoAuth {
        let origin = || {
            let mut origin = Origin::over(entry.node.span, &entry.beaten);
            if let Some(hocon) = self.layers.hocon_entry("jicofo.authentication") {
                origin.beaten = Some(hocon.node.span);
            }
            origin
        };
        if let Verdict::CannotTell(reason, _) = self.layers.reads_legacy() {
            let unknown = |reason: Reason| JicofoAuth {
                enabled: Fact::Unknown(reason.clone(), origin()),
                kind: Fact::Unknown(reason.clone(), origin()),
                login_url: Fact::Unknown(reason, origin()),
                legacy: Some(entry.clone()),
            };
            return unknown(reason);
        }
        let text = entry.node.as_str().unwrap_or_default();
        let (kind, url) = match (text.strip_prefix("XMPP:"), text.strip_prefix("EXT_JWT:")) {
            (Some(url), _) => (AuthType::Xmpp, url),
            (_, Some(url)) => (AuthType::Jwt, url),
            _ => (AuthType::None, text),
        };
        JicofoAuth {
            enabled: Fact::Known(true, origin()),
            kind: Fact::Known(kind, origin()),
            login_url: Fact::Known(url.to_owned(), origin()),
            legacy: Some(entry.clone()),
        }
    }
}

impl JicofoAuth {
    /// Whether Jicofo really checks who opens a conference.
    pub fn is_active(&self) -> Verdict {
        self.enabled
            .is(|enabled| *enabled)
            .and(self.kind.is(|kind| matches!(kind, AuthType::Xmpp | AuthType::Jwt)))
    }

    /// Whether it really checks, and in this way.
    pub fn is_active_as(&self, wanted: &AuthType) -> Verdict {
        self.enabled.is(|enabled| *enabled).and(self.kind.is(|kind| kind == wanted))
    }

    /// The text that switches it on: the property, or the `enabled` line.
    pub fn place(&self) -> Option<Span> {
        self.enabled.place()
    }
}
