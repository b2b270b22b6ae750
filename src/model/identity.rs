//! Which site a host belongs to, and what rules about identities ask again and again.

use super::similar::alike_domains;
use super::{Deployment, Host, Jicofo, Prosody, Site};
use crate::fact::{Fact, Verdict};

impl Deployment {
    /// What a finding about a host is about: the domain of the site whose name the host's ends with. So
    /// `conference.meet.example.org` and `meet.example.org` are one subject. Without a site it is the
    /// shortest VirtualHost of such a name, or else the host itself.
    pub fn subject_of(&self, host: &str) -> String {
        let host = host.to_lowercase();
        // The name itself and what stands behind each of its dots: the longest first.
        let above: Vec<&str> = std::iter::once(host.as_str())
            .chain(host.match_indices('.').map(|(dot, _)| &host[dot + 1..]))
            .filter(|name| !name.is_empty())
            .collect();
        let site = above.iter().find(|name| self.domains.contains(**name));
        let virtual_host = |name: &&&str| {
            let found = self.prosody.as_ref().and_then(|prosody| prosody.virtual_host(name).found());
            found.is_some_and(|host| host.name == **name)
        };
        let owner = site.or_else(|| above.iter().rev().find(virtual_host));
        owner.map_or_else(|| host.clone(), |name| (*name).to_owned())
    }

    /// The same for a name that may be misspelt: where there is only one site, it is about that one.
    pub fn subject_near(&self, host: &str) -> String {
        let only = match self.webs.as_slice() {
            [_] => self.sites().next().map(|site| site.subject()),
            _ => None,
        };
        only.filter(|subject| !subject.is_empty()).unwrap_or_else(|| self.subject_of(host))
    }

    /// Whether the host holds the rooms of a site, and Jicofo with a known account is here.
    pub fn jicofo_enters(&self, host: &Host) -> bool {
        let rooms = || self.sites().filter_map(|site| Some(site.muc()?.name.clone())).collect();
        self.jicofo.as_ref().is_some_and(|jicofo| jicofo.jid().is_set())
            && self.rooms.get_or_init(rooms).contains(&host.name)
    }

    /// Whether an address that a service connects to is this machine's Prosody. Not set means the local one.
    pub fn is_own_prosody(&self, address: &Fact<String>) -> Verdict {
        if !address.is_set() {
            return Verdict::Yes;
        }
        address.is(|address| {
            let address = address.trim_matches(['[', ']']).to_lowercase();
            address == "localhost"
                || address.starts_with("127.")
                || address == "::1"
                || self.prosody.as_ref().is_some_and(|prosody| {
                    // Docker's name for it is `xmpp.` before the main domain.
                    let below = |host: &Host| address.ends_with(&format!(".{}", host.name));
                    prosody.host(&address).found().is_some() || prosody.virtual_hosts().any(below)
                })
        })
    }
}

impl Prosody {
    /// A host of the same kind whose name is nearly this one.
    pub fn similar_host(&self, name: &str, like: impl Fn(&Host) -> bool) -> Option<&Host> {
        self.hosts()
            .filter(|host| like(host))
            .find(|host| host.name != name && alike_domains(&host.name, name))
    }

    /// The Components that surely run a MUC service.
    pub fn muc_components(&self) -> impl Iterator<Item = &Host> {
        self.components().filter(|host| matches!(host.is_component("muc"), Verdict::Yes))
    }
}

impl Jicofo {
    /// Whether this is the Jicofo of a site, as its `xmpp-domain` says.
    pub fn serves(&self, site: &Site<'_>) -> Verdict {
        match (self.xmpp_domain(), site.web.domain()) {
            (Fact::Known(this, _), domain) => domain.is(|domain| *domain == this),
            (Fact::Absent(_), _) => Verdict::from_bool(site.deployment.webs.len() == 1),
            (Fact::Unknown(reason, origin), _) => Verdict::CannotTell(reason, Some(origin.span)),
        }
    }
}
