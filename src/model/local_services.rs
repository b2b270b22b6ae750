//! Where the parts of this machine reach each other: ports they connect to, and pages that tell how they feel.

use super::{Deployment, Way};
use crate::fact::Fact;
use crate::text::Span;

/// A port that one part connects to.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Who connects.
    pub from: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What says so.
    pub place: Span,
    /// The domain of the site.
    pub subject: String,
}

/// What a part connects for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A service logs in to Prosody.
    Login,
    /// The web server passes browsers on to Prosody.
    Browsers,
}

/// A page that tells whether a service is well.
#[derive(Clone, Debug)]
pub struct HealthPage {
    /// The service.
    pub service: &'static str,
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What says so, or where it could be said.
    pub place: Option<Span>,
}

impl Connection {
    /// Host and port, as a key.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl HealthPage {
    /// Its address.
    pub fn address(&self) -> String {
        format!("http://{}:{}/about/health", self.host, self.port)
    }
}

impl Deployment {
    /// What connects to Prosody.
    pub fn connections(&self) -> Vec<Connection> {
        let mut all = Vec::new();
        // In containers, names and ports are others.
        if self.docker.is_some() {
            return all;
        }
        let mut add = |from, domain: Fact<String>, host: Fact<String>, port: Fact<i64>| {
            // A service that is not set up does not log in.
            let Fact::Known(domain, named) = domain else { return };
            let place = host.place().filter(|_| matches!(host, Fact::Known(..))).unwrap_or(named.span);
            let host = match host {
                Fact::Known(host, _) => host,
                Fact::Absent(_) => "localhost".to_owned(),
                Fact::Unknown(..) => return,
            };
            let port = match port {
                Fact::Known(port, _) => u16::try_from(port).ok(),
                Fact::Absent(_) => Some(5222),
                Fact::Unknown(..) => None,
            };
            let Some(port) = port.filter(|port| *port != 0) else { return };
            let subject = self.subject_near(&domain);
            all.push(Connection { from, purpose: Purpose::Login, host, port, place, subject });
        };
        if let Some(jicofo) = &self.jicofo {
            let host = jicofo.text("jicofo.xmpp.client.hostname");
            add("Jicofo", jicofo.account_domain(), host, jicofo.layers.integer("jicofo.xmpp.client.port"));
        }
        for client in self.jvb.iter().flat_map(|jvb| jvb.clients()) {
            add("the bridge", client.domain(), client.hostname(), client.port());
        }
        for site in self.sites() {
            for name in ["bosh", "websocket"] {
                let Fact::Known(address, _) = site.web.text(name) else { continue };
                let Some((front, path)) = site.served(&address) else { continue };
                let Way::Forwarded(forward) = front.way(&path, name == "websocket") else { continue };
                let Some(target) = &forward.target else { continue };
                for port in target.local_ports().unwrap_or_default() {
                    all.push(Connection {
                        from: front.name(),
                        purpose: Purpose::Browsers,
                        host: "localhost".to_owned(),
                        port,
                        place: forward.address.span,
                        subject: site.subject(),
                    });
                }
            }
        }
        all
    }

    /// The pages of Jicofo and the bridge.
    pub fn health_pages(&self) -> Vec<HealthPage> {
        let mut pages = Vec::new();
        if self.docker.is_some() {
            return pages;
        }
        let mut add = |service, host: Fact<String>, port: Fact<i64>, usual: (&str, u16)| {
            let place = port.place().or(host.place());
            let host = match host {
                // Every address of the machine, this one too.
                Fact::Known(host, _) if host == "0.0.0.0" || host == "::" => "127.0.0.1".to_owned(),
                Fact::Known(host, _) => host,
                Fact::Absent(_) => usual.0.to_owned(),
                Fact::Unknown(..) => return,
            };
            let port = match port {
                Fact::Known(port, _) => u16::try_from(port).ok().filter(|port| *port != 0),
                Fact::Absent(_) => Some(usual.1),
                Fact::Unknown(..) => None,
            };
            pages.extend(port.map(|port| HealthPage { service, host, port, place }));
        };
        if let Some(jicofo) = &self.jicofo {
            let (host, port) = (jicofo.text("jicofo.rest.host"), jicofo.layers.integer("jicofo.rest.port"));
            add("Jicofo", host, port, ("127.0.0.1", 8888));
        }
        if let Some(jvb) = &self.jvb {
            let path = |name: &str| format!("videobridge.http-servers.private.{name}");
            let (host, port) = (jvb.text(&path("host")), jvb.layers.integer(&path("port")));
            add("the bridge", host, port, ("127.0.0.1", 8080));
        }
        pages
    }
}
