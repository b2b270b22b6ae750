//! What answers on this machine and by the name of the site: `ports` (`{"open": true}`), `health` (`{"status"}`), and `names`
//! (`{"addresses"}`, nothing is sent there).

use serde_json::json;

use super::http::Page;
use super::{Contact, Probe};
use crate::model::Deployment;
use crate::text::Span;

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let mut probes = Vec::new();
    for connection in deployment.connections() {
        probes.push(port(&connection.host, connection.port, connection.place));
    }
    for page in deployment.health_pages() {
        let Some(place) = page.place else { continue };
        probes.extend(health(&page.address(), place));
    }
    for site in deployment.sites() {
        for (name, place) in site.public_names() {
            probes.push(addresses(&name, place));
        }
    }
    probes
}

/// Connects, and says nothing.
pub(super) fn port(host: &str, port: u16, place: Span) -> Probe {
    let ask = |contact: &Contact| match contact.tcp() {
        Ok(_) => json!({ "open": true }),
        Err(failed) => failed.to_fact(),
    };
    Probe {
        kind: "ports",
        subject: format!("{host}:{port}"),
        host: host.to_owned(),
        port,
        place,
        ask: Box::new(ask),
    }
}

/// Only the number of the answer counts: what the page says is for programs.
pub(super) fn health(address: &str, place: Span) -> Option<Probe> {
    let page = Page::parse(address)?;
    let (host, port) = (page.host.clone(), page.port);
    let ask = Box::new(move |contact: &Contact| match page.get(contact) {
        Ok(answer) => json!({ "status": answer.status }),
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "health", subject: address.to_owned(), host, port, place, ask })
}

/// Looks a name up.
pub(super) fn addresses(name: &str, place: Span) -> Probe {
    let ask = |contact: &Contact| {
        let addresses = contact.addresses.iter().map(|address| address.ip().to_string());
        json!({ "addresses": addresses.collect::<Vec<_>>() })
    };
    Probe {
        kind: "names",
        subject: name.to_owned(),
        host: name.to_owned(),
        port: 443,
        place,
        ask: Box::new(ask),
    }
}
