//! Logging in on a page of one's own: what Prosody, `config.js` and the web server say about it.

use super::{Address, Apache, Deployment, Front, Login, Nginx, Server, Site, VirtualHost};
use crate::fact::Fact;
use crate::text::Span;
use crate::value::Reason;

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

    /// The public names to which browsers connect, with the text that says so.
    pub fn public_names(&self) -> Vec<(String, Span)> {
        let mut names: Vec<(String, Span)> = Vec::new();
        for name in ["bosh", "websocket"] {
            let Fact::Known(text, origin) = self.web.text(name) else { continue };
            let address = Address::parse(&text);
            let host = address.host();
            if host.contains('.') && !address.is_internal() && !names.iter().any(|(other, _)| *other == host)
            {
                names.push((host, origin.span));
            }
        }
        names
    }

    /// Whether the site is surely not reached by this name: the browser connects to other names, and no
    /// web server here answers for it.
    pub fn is_no_web_host(&self, name: &str) -> bool {
        let hosts = self.web_hosts();
        let by_nginx =
            |nginx: &Nginx| nginx.lossy().is_some() || nginx.servers().any(|server| server.answers(name));
        let by_apache =
            |apache: &Apache| apache.lossy().is_some() || apache.hosts().any(|host| host.answers(name));
        !hosts.is_empty()
            && !hosts.iter().any(|host| host == name)
            && !self.deployment.nginx.as_ref().is_some_and(by_nginx)
            && !self.deployment.apache.as_ref().is_some_and(by_apache)
    }

    /// The web server of a name that browsers use. Behind another proxy it may speak plain HTTP.
    pub fn front(&self, name: &str) -> Option<Front<'d>> {
        let tls = self.deployment.tls_front(name);
        tls.or_else(|| {
            let nginx = self.deployment.nginx.as_ref().filter(|nginx| !nginx.has_tls());
            // A server that only redirects is not it.
            let plain = |server: &&Server| server.answers(name) && server.directive("return").is_none();
            let by_nginx = nginx.and_then(|nginx| Some((nginx, nginx.servers().find(plain)?)));
            let apache = self.deployment.apache.as_ref();
            let by_apache = apache.and_then(|apache| Some((apache, apache.plain_site(name)?)));
            either(by_nginx, by_apache, name)
        })
    }

    /// The web server and the path for an address in `config.js`; one without a host is on the main domain.
    pub fn served(&self, address: &str) -> Option<(Front<'d>, String)> {
        let address = Address::parse(address);
        let host = match (address.authority, self.web.domain()) {
            ("", Fact::Known(domain, _)) => domain,
            _ => address.host(),
        };
        Some((self.front(&host)?, address.path.to_owned()))
    }
}

impl Deployment {
    /// The web server that answers for a name with TLS.
    pub fn tls_front(&self, name: &str) -> Option<Front<'_>> {
        let by_nginx = self.nginx.as_ref().and_then(|nginx| Some((nginx, nginx.site(name)?)));
        let by_apache = self.apache.as_ref().and_then(|apache| Some((apache, apache.site(name)?)));
        either(by_nginx, by_apache, name)
    }
}

/// The one of the two that has a server for the name. Where both have one, which one answers is not known:
/// that depends on which of them runs.
fn either<'d>(
    nginx: Option<(&'d Nginx, &'d Server)>,
    apache: Option<(&'d Apache, &'d VirtualHost)>,
    name: &str,
) -> Option<Front<'d>> {
    match (nginx, apache) {
        (Some((nginx, server)), other) => {
            let mut front = Front::nginx_server(nginx, server);
            front.doubt = other.map(|_| Reason::new("both nginx and Apache have a server for this name"));
            Some(front)
        }
        (None, Some((apache, host))) => {
            let mut front = Front::apache_host(apache, host);
            let rival = apache.rival(host, name);
            front.doubt = rival.then(|| Reason::new("several virtual hosts of Apache have this name"));
            Some(front)
        }
        (None, None) => None,
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
