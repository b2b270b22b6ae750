//! Logging in on a page of one's own: what Prosody, `config.js` and the web server say about it.

use super::{Address, Login, Nginx, Server, Site};
use crate::fact::Fact;

impl<'d> Site<'d> {
    /// `cache_keys_url` of the main VirtualHost, if tokens are its way to log in.
    pub fn keys_url(&self) -> Fact<String> {
        let (Some(prosody), Some(main)) = (self.prosody(), self.main()) else { return Fact::absent(None) };
        match (prosody.text(main, "cache_keys_url"), self.login()) {
            (Fact::Absent(absent), _) => Fact::Absent(absent),
            (keys, Fact::Known(Login::Token, _)) => keys,
            (_, Fact::Unknown(reason, origin)) => Fact::Unknown(reason, origin),
            _ => Fact::absent(None),
        }
    }

    /// The hosts in the addresses that the browser connects to: names by which the site is reached.
    pub fn web_hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> = Vec::new();
        for name in ["bosh", "websocket"] {
            if let Fact::Known(text, _) = self.web.text(name) {
                let host = Address::parse(&text).host();
                if !host.is_empty() && !hosts.contains(&host) {
                    hosts.push(host);
                }
            }
        }
        hosts
    }

    /// Whether the site is surely not reached by this name: the browser connects to other names, and no
    /// server of nginx answers for it.
    pub fn is_no_web_host(&self, name: &str) -> bool {
        let hosts = self.web_hosts();
        let served =
            |nginx: &Nginx| nginx.lossy().is_some() || nginx.servers().any(|server| server.answers(name));
        !hosts.is_empty()
            && !hosts.iter().any(|host| host == name)
            && !self.deployment.nginx.as_ref().is_some_and(served)
    }

    /// nginx and its server for a name that browsers use.
    pub fn server(&self, name: &str) -> Option<(&'d Nginx, &'d Server)> {
        let nginx = self.deployment.nginx.as_ref()?;
        let server = nginx.site(name).or_else(|| {
            // Behind another proxy nginx may speak plain HTTP; a server that only redirects is not it.
            let plain = |server: &&Server| server.answers(name) && server.directive("return").is_none();
            (!nginx.has_tls()).then(|| nginx.servers().find(plain))?
        })?;
        Some((nginx, server))
    }

    /// nginx, its server and the path for an address in `config.js`; one without a host is on the main domain.
    pub fn served(&self, address: &str) -> Option<(&'d Nginx, &'d Server, String)> {
        let address = Address::parse(address);
        let host = match (address.authority, self.web.domain()) {
            ("", Fact::Known(domain, _)) => domain,
            _ => address.host(),
        };
        let (nginx, server) = self.server(&host)?;
        Some((nginx, server, address.path.to_owned()))
    }
}

impl Site<'_> {
    /// What findings about this site are about: its main domain.
    pub fn subject(&self) -> String {
        match self.web.domain() {
            Fact::Known(domain, _) => domain,
            _ => String::new(),
        }
    }
}
