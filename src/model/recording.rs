//! Which meets a recorder serves, and how it reaches them.

use super::{Deployment, JibriEnvironment, Site};
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
}
