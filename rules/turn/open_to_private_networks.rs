//! Whoever may use the relay may reach the machines behind it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::text::Span;

/// See the page.
pub struct OpenToPrivateNetworks;

static META: Meta = Meta {
    id: "turn/open-to-private-networks",
    severity: Severity::Warning,
    title: "relay into private networks",
    restart: &[Service::Coturn],
    follows: &["turn/open-relay"],
    page: include_str!("open_to_private_networks.md"),
};

impl Rule for OpenToPrivateNetworks {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(turn) = &deployment.turn else { return };
        if turn.has("stun-only") || turn.has("denied-peer-ip") || turn.has("no-udp-relay") {
            return;
        }
        let Some(site) = deployment.sites().find(|site| site.uses_own_relay()) else { return };
        let place = match turn.document.root.entry("static-auth-secret") {
            Some(entry) => entry.key_span,
            None => Span::start_of(turn.file),
        };
        let finding = Finding::new(Problem {
            place,
            label: "there is no `denied-peer-ip` in this file".into(),
            message: "everybody in a meeting can reach machines of your private network through the relay".into(),
            effect: "Browsers of all participants get a name and a password for the relay. coturn then sends their packets to any \
                     address that this server reaches, also to 10.0.0.0/8, 192.168.0.0/16 and the metadata service of a cloud."
                .into(),
            help: "Write `denied-peer-ip=10.0.0.0-10.255.255.255` and the same for the other private ranges, as explained; if the \
                   bridge is only reached at a private address, allow that with `allowed-peer-ip=`."
                .into(),
        });
        sink.report(finding.about(site.subject()));
    }
}
