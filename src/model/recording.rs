//! Which meets a recorder serves, and how it reaches them.

use super::names::canonical_domain;
use super::{Deployment, Host, JibriEnvironment, Jid, Login, Site};
use crate::fact::{Fact, Verdict};

impl Deployment {
    /// Jibri's environments; none where Jibri is on another machine.
    pub fn recorders(&self) -> Fact<Vec<JibriEnvironment>> {
        self.jibri.as_ref().map_or(Fact::absent(None), |jibri| jibri.environments())
    }
}

impl JibriEnvironment {
    /// Whether it records the meetings of an XMPP domain.
    pub fn serves(&self, domain: &Fact<String>) -> Verdict {
        match domain {
            Fact::Known(domain, _) => self.xmpp_domain().is(|own| own == domain),
            domain => domain.is(|_| false),
        }
    }

    /// Whether the XMPP server that it connects to is this machine's Prosody.
    pub fn connects_here(&self, deployment: &Deployment) -> Verdict {
        match self.server_hosts() {
            Fact::Known(hosts, origin) => {
                let own = |host: &String| {
                    let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
                    deployment.is_own_prosody(&Fact::Known(name.to_owned(), origin))
                };
                hosts.iter().map(own).fold(Verdict::No, Verdict::or)
            }
            hosts => hosts.is(|_| false),
        }
    }
}

impl Site<'_> {
    /// Whether the page offers to record or to stream.
    pub fn offers_recording(&self) -> Verdict {
        let on = |path| self.web.truthy(path).is(|on| *on);
        on("recordingService.enabled").or(on("liveStreaming.enabled"))
    }

    /// The account with which recorders join the meetings of this site: that of Jibri, where it is here; else any
    /// account on `hiddenDomain`, where the page offers to record and people log in there with passwords.
    pub fn recorder(&self) -> Fact<Jid> {
        let domain = self.web.domain();
        if self.deployment.jibri.is_some() {
            return match self.deployment.recorders() {
                Fact::Known(all, _) => {
                    let own = all.iter().find(|it| matches!(it.serves(&domain), Verdict::Yes));
                    own.map_or(Fact::absent(None), JibriEnvironment::call_login)
                }
                Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
                Fact::Absent(absent) => Fact::Absent(absent),
            };
        }
        let hidden = self.web.text("hiddenDomain").map(|name| canonical_domain(&name));
        let Some(prosody) = self.prosody() else { return Fact::absent(None) };
        match (&hidden, self.offers_recording()) {
            (Fact::Known(name, _), Verdict::Yes) => match prosody.virtual_host(name).found() {
                Some(host) if matches!(prosody.login(host), Fact::Known(Login::Password, _)) => {
                    hidden.map(|domain| Jid { node: "recorder".to_owned(), domain })
                }
                _ => Fact::absent(None),
            },
            (Fact::Unknown(..), Verdict::Yes) => hidden.map(|domain| Jid { node: String::new(), domain }),
            _ => Fact::absent(None),
        }
    }

    /// Whether a list of a room service or a host has the recorder, by its domain or its JID, which are
    /// compared letter by letter. Admins need not be listed.
    pub fn lists_recorder(&self, host: &Host, option: &str, recorder: &Jid) -> Verdict {
        let Some(prosody) = self.prosody() else { return Verdict::No };
        let jid = recorder.to_string();
        let listed = match prosody.texts(host, option) {
            Fact::Known(items, _) => items.any(|item| item == recorder.domain || item == jid),
            list => list.is(|_| false),
        };
        match self.muc() {
            Some(muc) => listed.or(prosody.is_admin(muc, &jid)),
            None => listed,
        }
    }
}
