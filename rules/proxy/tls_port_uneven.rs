//! The site is served on its port by IPv6 only, or by IPv4 only with another port for IPv6.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment, Server};
use crate::text::Span;

/// See the page.
pub struct TlsPortUneven;

static META: Meta = Meta {
    id: "proxy/tls-port-uneven",
    severity: Severity::Warning,
    title: "TLS port for one kind of address only",
    restart: &[Service::Nginx],
    follows: &[],
    page: include_str!("tls_port_uneven.md"),
};

impl Rule for TlsPortUneven {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Fact::Known(domain, _) = site.web.domain() else { continue };
            let Some((_, server)) = site.front(&domain).and_then(|front| front.nginx()) else { continue };
            let address = ["websocket", "bosh"].into_iter().find_map(|name| match site.web.text(name) {
                Fact::Known(text, origin) => Some((port_of(&text)?, origin.span)),
                _ => None,
            });
            let (Some((port, at)), Some(ports)) = (address, ports(server)) else { continue };
            let on = |wanted: bool| ports.iter().find(|(six, own, _)| *six == wanted && *own == port);
            let other = |wanted: bool| {
                ports.iter().find(|(six, own, _)| *six == wanted && *own != port && *own != 80)
            };
            let (four, six) = (on(false), on(true));
            let (place, people) = match (four, six) {
                (None, Some((_, _, span))) => (other(false).map_or(*span, |(_, _, span)| *span), "IPv4"),
                (Some(_), None) => match other(true) {
                    Some((_, _, span)) => (*span, "IPv6"),
                    // A server needs no IPv6 address at all.
                    None => continue,
                },
                _ => continue,
            };
            let line = if people == "IPv4" {
                format!("listen {port} ssl;")
            } else {
                format!("listen [::]:{port} ssl;")
            };
            let finding = Finding::new(Problem {
                place,
                label: format!("nothing listens on port {port} for {people}"),
                message: format!("people who come over {people} cannot open the site"),
                effect: format!(
                    "The site is at port {port}. nginx listens there for one kind of address only; the other kind has \
                     another port, or none."
                ),
                help: format!("Write `{line}` in this server."),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related(at, "browsers connect to this port")
                    .related(server.place, "the server of the site"),
            );
        }
    }
}

/// The port of an address, if it is encrypted.
fn port_of(text: &str) -> Option<u16> {
    let address = Address::parse(text);
    let port = address.authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    matches!(address.scheme, "https" | "wss" | "").then_some(port.unwrap_or(443))
}

/// Whether for IPv6, the port, and the place of each `listen`. `None` where one listens on other things.
fn ports(server: &Server) -> Option<Vec<(bool, u16, Span)>> {
    let mut ports = Vec::new();
    for words in &server.listens {
        let first = words.first()?;
        let six = first.text.starts_with('[');
        let port = first.text.rsplit([':', ']']).next()?;
        let both = six && words.iter().any(|word| word.text == "ipv6only=off");
        let port = if port.is_empty() { 80 } else { port.parse().ok()? };
        ports.push((six, port, first.span));
        if both {
            ports.push((false, port, first.span));
        }
    }
    Some(ports)
}
