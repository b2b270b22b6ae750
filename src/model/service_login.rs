//! The accounts with which the services log in to Prosody.

use super::{Deployment, Jid};
use crate::fact::Fact;
use crate::secret::Secret;

/// One account of a service.
#[derive(Clone, Debug)]
pub struct ServiceLogin {
    /// The service, by its name for people.
    pub service: &'static str,
    /// The account.
    pub jid: Fact<Jid>,
    /// The password in the service's file.
    pub password: Fact<Secret>,
    /// The server it connects to. Not set: the local one.
    pub address: Fact<String>,
}

impl Deployment {
    /// All accounts of the services on this machine.
    pub fn service_logins(&self) -> Vec<ServiceLogin> {
        let mut logins = Vec::new();
        let mut add = |service, jid, password, address| {
            logins.push(ServiceLogin { service, jid, password, address });
        };
        if let Some(jicofo) = &self.jicofo {
            let address = jicofo.text("jicofo.xmpp.client.hostname");
            add("Jicofo", jicofo.jid(), jicofo.secret("jicofo.xmpp.client.password"), address);
        }
        for client in self.jvb.iter().flat_map(|jvb| jvb.clients()) {
            add("Videobridge", client.jid(), client.password(), client.hostname());
        }
        if let Some(Fact::Known(environments, _)) = self.jibri.as_ref().map(|jibri| jibri.environments()) {
            for environment in environments {
                // With several servers, what is said about one need not hold for all.
                let address = || {
                    environment.server_hosts().map(|hosts| match hosts.as_slice() {
                        [one] => one.rsplit_once(':').map_or(one.as_str(), |(host, _)| host).to_owned(),
                        several => several.join(","),
                    })
                };
                add("Jibri", environment.control_login(), environment.control_password(), address());
                add("Jibri", environment.call_login(), environment.call_password(), address());
            }
        }
        for account in self.jigasi.iter().flat_map(|jigasi| jigasi.control_accounts()) {
            add("Jigasi", account.jid(), account.password(), account.server());
        }
        logins
    }
}
