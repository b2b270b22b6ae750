//! What must be equal: the identities that the parts of one meet share, each by its name.
//!
//! Rules say what breaks when one does not hold; this is the list of what there is to hold.

use super::{Deployment, Host, HostKind, Jid, Login, Lookup, Site, same_domain, same_jid};
use crate::fact::{Fact, Verdict};

/// An identity that two parts must agree on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Identity {
    /// `hosts.domain` of `config.js` is a VirtualHost of Prosody.
    MainHost,
    /// `hosts.domain` is Jicofo's `xmpp-domain`.
    JicofoDomain,
    /// `hosts.muc` is a MUC Component of Prosody.
    RoomService,
    /// `hosts.muc` is the main VirtualHost's `main_muc`.
    MainMuc,
    /// `hosts.anonymousdomain` is a VirtualHost where everybody may log in.
    GuestHost,
    /// The focus that clients ask (`hosts.focus`, or `focus.` before the domain) is a Component of Prosody.
    FocusComponent,
    /// That Component is Jicofo's `client-proxy`.
    FocusProxy,
    /// That Component's `target_address` is Jicofo's JID.
    FocusTarget,
    /// Jicofo's account is on a VirtualHost with passwords.
    JicofoAccount,
    /// Jicofo is an admin of the room service.
    JicofoAdmin,
    /// Jicofo watches a room where the bridge announces itself.
    Brewery,
    /// That room is on a MUC Component of Prosody.
    BreweryService,
    /// The bridge's account is on a VirtualHost with passwords.
    BridgeAccount,
    /// Jicofo's `login-url` is `hosts.domain`, where it checks logins at all.
    LoginDomain,
}

impl Identity {
    /// All of them.
    pub const ALL: [Identity; 14] = [
        Identity::MainHost,
        Identity::JicofoDomain,
        Identity::RoomService,
        Identity::MainMuc,
        Identity::GuestHost,
        Identity::FocusComponent,
        Identity::FocusProxy,
        Identity::FocusTarget,
        Identity::JicofoAccount,
        Identity::JicofoAdmin,
        Identity::Brewery,
        Identity::BreweryService,
        Identity::BridgeAccount,
        Identity::LoginDomain,
    ];
}

impl Site<'_> {
    /// Whether an identity holds for this meet. `None` where there is nothing to compare: a part is
    /// on another machine, or the setting is not used.
    pub fn identity(&self, identity: Identity) -> Option<Verdict> {
        let prosody = self.deployment.prosody.as_ref();
        let jicofo = self.deployment.jicofo.as_ref();
        let focus = || prosody?.host(&known(self.web.focus())?).found();
        match identity {
            Identity::MainHost => Some(prosody?.virtual_host(&known(self.web.domain())?).exists()),
            Identity::JicofoDomain => agree(&self.web.domain(), &jicofo?.xmpp_domain(), same_domain),
            Identity::RoomService => Some(prosody?.muc(&known(self.web.muc())?).exists()),
            Identity::MainMuc => {
                agree(&self.web.muc(), &prosody?.text(self.main()?, "main_muc"), same_domain)
            }
            Identity::GuestHost => {
                let name = known(self.web.anonymous_domain())?;
                self.deployment.logs_in(&name, |login| login == Login::Anonymous)
            }
            Identity::FocusComponent => {
                let is_component = |host: &Host| Verdict::from_bool(host.kind == HostKind::Component);
                found(prosody?.host(&known(self.web.focus())?), is_component)
            }
            Identity::FocusProxy => agree(&self.web.focus(), &jicofo?.client_proxy(), same_domain),
            Identity::FocusTarget => {
                let jid = jicofo?.jid().map(|jid| jid.to_string());
                agree(&prosody?.text(focus()?, "target_address"), &jid, same_jid)
            }
            Identity::JicofoAdmin => {
                let Fact::Known(jid, _) = jicofo?.jid() else { return None };
                Some(prosody?.is_admin(self.muc()?, &jid.to_string()))
            }
            Identity::LoginDomain => {
                let auth = jicofo?.auth();
                matches!(auth.is_active(), Verdict::Yes).then_some(())?;
                agree(&self.web.domain(), &auth.login_url, same_domain)
            }
            Identity::JicofoAccount
            | Identity::Brewery
            | Identity::BreweryService
            | Identity::BridgeAccount => self.deployment.service_identity(identity),
        }
    }
}

impl Deployment {
    fn service_identity(&self, identity: Identity) -> Option<Verdict> {
        let with_password = |login| matches!(login, Login::Password | Login::Other);
        match identity {
            Identity::JicofoAccount => {
                self.logs_in(&known(self.jicofo.as_ref()?.account_domain())?, with_password)
            }
            Identity::BridgeAccount => {
                let clients = self.jvb.as_ref()?.clients();
                let accounts =
                    clients.iter().map(|client| self.logs_in(&known(client.domain())?, with_password));
                accounts.collect::<Option<Vec<_>>>()?.into_iter().reduce(Verdict::and)
            }
            Identity::Brewery => {
                let brewery = known(self.jicofo.as_ref()?.brewery())?;
                let rooms = self
                    .jvb
                    .as_ref()?
                    .clients()
                    .iter()
                    .map(|client| known(client.muc_jids()))
                    .collect::<Option<Vec<_>>>()?;
                Some(Verdict::from_bool(rooms.iter().flatten().any(|room| same_jid(room, &brewery))))
            }
            Identity::BreweryService => {
                let brewery = Jid::parse(&known(self.jicofo.as_ref()?.brewery())?)?;
                Some(self.prosody.as_ref()?.muc(&brewery.domain).exists())
            }
            _ => None,
        }
    }

    /// Whether a VirtualHost of this name exists where users log in so.
    fn logs_in(&self, name: &str, so: impl Fn(Login) -> bool) -> Option<Verdict> {
        let prosody = self.prosody.as_ref()?;
        found(prosody.virtual_host(name), |host| prosody.login(host).is(|login| so(*login)))
    }
}

fn known<T>(fact: Fact<T>) -> Option<T> {
    if let Fact::Known(value, _) = fact { Some(value) } else { None }
}

fn found(lookup: Lookup<&Host>, judge: impl FnOnce(&Host) -> Verdict) -> Option<Verdict> {
    Some(match lookup {
        Lookup::Found(host) => judge(host),
        Lookup::Missing => Verdict::No,
        Lookup::Unknown(reason) => Verdict::CannotTell(reason, None),
    })
}

fn agree(one: &Fact<String>, other: &Fact<String>, same: impl Fn(&str, &str) -> bool) -> Option<Verdict> {
    match (one, other) {
        (Fact::Absent(_), _) | (_, Fact::Absent(_)) => None,
        (Fact::Known(one, _), Fact::Known(other, _)) => Some(Verdict::from_bool(same(one, other))),
        (Fact::Unknown(reason, origin), _) | (_, Fact::Unknown(reason, origin)) => {
            Some(Verdict::CannotTell(reason.clone(), Some(origin.span)))
        }
    }
}
