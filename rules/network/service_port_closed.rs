//! A part of the site connects to Prosody at a port where nobody listens.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Purpose, field};
use crate::value::Node;

/// See the page.
pub struct ServicePortClosed;

static META: Meta = Meta {
    id: "network/service-port-closed",
    severity: Severity::Error,
    title: "port of Prosody that is closed",
    restart: &[Service::Prosody],
    follows: &["prosody/service-port-closed", "proxy/prosody-port-mismatch", "syntax/invalid-lua"],
    page: include_str!("service_port_closed.md"),
};

impl Rule for ServicePortClosed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // From another machine, other ports are closed.
        if deployment.asked_from_elsewhere() {
            return;
        }
        let mut told: Vec<String> = Vec::new();
        for connection in deployment.connections() {
            let address = connection.address();
            let answer = deployment.network.get(&["probes", "ports", &address]);
            let Some((answer, _)) = sink.known(&answer) else { continue };
            let failed = field(answer, "failed", Node::as_str);
            let Some((&"refused", origin)) = sink.known(&failed) else { continue };
            // Two that connect to one port have one cause.
            if told.contains(&address) {
                continue;
            }
            told.push(address.clone());
            let from = connection.from;
            let finding = Finding::new(Problem {
                place: connection.place,
                label: format!("nobody listens at port {}", connection.port),
                message: match connection.purpose {
                    Purpose::Login => format!("no meeting works: {from} cannot log in to Prosody"),
                    Purpose::Browsers => format!("nobody can join a meeting: {from} does not reach Prosody"),
                },
                effect: format!(
                    "{from} connects to `{address}`, and the connection is refused. Prosody does not run, or does not listen there{}.",
                    match connection.purpose {
                        Purpose::Login => "",
                        Purpose::Browsers => "; browsers get \"502 Bad Gateway\"",
                    },
                ),
                help: "See whether it runs with `systemctl status prosody`, and where it listens with `ss -lntp`. If it runs, write the \
                       port here at which it listens."
                    .into(),
            });
            sink.report(finding.about(connection.subject).related(origin.span, "what was learnt"));
        }
    }
}
