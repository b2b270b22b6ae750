//! The connection of Jicofo for bridges and recorders is on, and lacks what it needs.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct ServiceConnectionIncomplete;

static META: Meta = Meta {
    id: "jicofo/service-connection-incomplete",
    severity: Severity::Error,
    title: "second connection of Jicofo without an account",
    restart: &[Service::Jicofo],
    follows: &["syntax/invalid-hocon", "options/malformed-value", "jicofo/section-outside-root"],
    page: include_str!("service_connection_incomplete.md"),
};

impl Rule for ServiceConnectionIncomplete {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let path = |name: &str| format!("jicofo.xmpp.service.{name}");
        let enabled = jicofo.boolean(&path("enabled"));
        let Some((true, on)) = sink.known(&enabled).map(|(on, origin)| (*on, origin.span)) else { return };
        let lacks = |name: &str, sink: &mut Sink<'_>| match name {
            "password" => sink.absent(&jicofo.secret(&path(name))),
            name => sink.absent(&jicofo.text(&path(name))),
        };
        let missing: Vec<&str> = ["domain", "password"]
            .into_iter()
            .filter(|name| !jicofo.layers.is_misspelt(&path(name)) && lacks(name, sink))
            .collect();
        if missing.is_empty() {
            return;
        }
        let names = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let finding = Finding::new(Problem {
            place: on,
            label: format!("{names} is missing in `jicofo.xmpp.service`"),
            message: match missing.contains(&"domain") {
                true => "no meeting can begin: Jicofo does not start".into(),
                false => "meetings of three or more people have no audio and no video: Jicofo sees no bridge".into(),
            },
            effect: "With this connection switched on Jicofo looks for bridges and recorders there and no longer on the one for people. It \
                     takes nothing over from `jicofo.xmpp.client`: a domain has no default, and without a password Prosody answers \
                     \"not-authorized\"."
                .into(),
            help: format!("Write {names} in `jicofo.xmpp.service`, or remove `enabled = true` there if all services are on one Prosody."),
        });
        let starts = !missing.contains(&"domain");
        sink.report(finding.stops(if starts { &[] } else { &[Service::Jicofo] }));
    }
}
