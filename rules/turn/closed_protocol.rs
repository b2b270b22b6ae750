//! Prosody offers a relay with a protocol that coturn is told not to speak.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, is_relay};
use crate::value::{Node, Value};

/// See the page.
pub struct ClosedProtocol;

static META: Meta = Meta {
    id: "turn/closed-protocol",
    severity: Severity::Warning,
    title: "relay with a protocol that is closed",
    restart: &[Service::Coturn],
    follows: &[
        "turn/missing-credentials",
        "turn/port-not-listening",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
    ],
    page: include_str!("closed_protocol.md"),
};

impl Rule for ClosedProtocol {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(turn) = &deployment.turn else { return };
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            for entry in services.iter().filter(|entry| is_relay(entry) && site.runs_service(entry)) {
                // `turns` is TLS, which has a switch of its own.
                if entry.get("type").and_then(Node::as_str) != Some("turn") {
                    continue;
                }
                let transport = entry.get("transport");
                let (protocol, place) = match transport.map(|node| (&node.value, node.span)) {
                    Some((Value::Unknown(reason), span)) => {
                        if turn.has("no-tcp") || turn.has("no-udp") {
                            sink.cannot_tell(reason.clone(), Some(span));
                        }
                        continue;
                    }
                    Some((Value::Str(text), span)) => (text.to_lowercase(), span),
                    // Browsers take it for UDP.
                    _ => ("udp".to_owned(), entry.span),
                };
                let flag = match protocol.as_str() {
                    "udp" => "no-udp",
                    "tcp" => "no-tcp",
                    _ => continue,
                };
                let Some(closed) = turn.document.root.entry(flag) else { continue };
                let finding = Finding::new(Problem {
                    place: closed.key_span,
                    label: format!("closes the relay that Prosody offers with `{protocol}`"),
                    message: "people behind firewalls may get no audio and no video: the relay does not answer them".into(),
                    effect: format!(
                        "Prosody tells browsers of a relay with {}. With `{flag}` coturn does not open that port, and the \
                         browsers wait for an answer in vain.",
                        protocol.to_uppercase()
                    ),
                    help: format!(
                        "Remove `{flag}` from turnserver.conf, or remove this entry from `external_services` if the other entries \
                         are enough."
                    ),
                });
                sink.report(finding.about(site.subject()).related(place, "Prosody offers it here"));
            }
        }
    }
}
