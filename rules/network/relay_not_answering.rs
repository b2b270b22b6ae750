//! Prosody sends people to a relay where nobody answers.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, field};
use crate::value::Node;

/// See the page.
pub struct RelayNotAnswering;

static META: Meta = Meta {
    id: "network/relay-not-answering",
    severity: Severity::Warning,
    title: "relay that does not answer",
    restart: &[Service::Coturn],
    follows: &[
        "turn/port-not-listening",
        "turn/closed-protocol",
        "turn/loopback-host",
        "tls/certificate-expired",
    ],
    page: include_str!("relay_not_answering.md"),
};

impl Rule for RelayNotAnswering {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for relay in deployment.offered_relays() {
            let address = relay.address();
            let answer = deployment.network.get(&["probes", "turn", &address]);
            let Some((answer, _)) = sink.known(&answer) else { continue };
            let failed = field(answer, "failed", Node::as_str);
            let Some((word, origin)) = sink.known(&failed) else { continue };
            let detail = field(answer, "detail", Node::as_str);
            let detail = sink.known(&detail).map_or("nobody answers", |(detail, _)| *detail);
            // What a machine sees of itself from behind a router need not be what others see, and a certificate that is
            // signed by itself is what the packages make.
            let own = deployment
                .sites()
                .any(|site| site.web_hosts().contains(&relay.host) || site.subject() == relay.host);
            let sure = *word == "no-such-name" || !own;
            let finding = Finding::new(Problem {
                place: relay.place,
                label: "browsers are sent here".into(),
                message: "people behind firewalls may get no audio and no video: the relay does not answer".into(),
                effect: format!(
                    "Prosody tells browsers to use `{address}`. Asked from this machine: {detail}.{}",
                    if sure { "" } else { " Behind a router that does not lead back to its own network, others may see it otherwise." },
                ),
                help: match *word {
                    "no-such-name" => format!("Write a name that exists instead of `{}`.", relay.host),
                    "untrusted" => "Give coturn a certificate from a public authority that holds this name (`cert` and `pkey` in \
                                    `/etc/turnserver.conf`), or leave the `turns` entry out."
                        .into(),
                    _ => format!(
                        "See on `{}` with `ss -lntup` whether coturn listens at port {}, and whether a firewall is in between; or remove \
                         the entry.",
                        relay.host, relay.port
                    ),
                },
            });
            let finding = if sure { finding } else { finding.severity(Severity::Info) };
            sink.report(finding.about(relay.subject).related(origin.span, "what was learnt"));
        }
    }
}
