//! No relay over TCP is offered, and the bridge is reached by no other.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, is_relay};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct NoRelayOverTcp;

static META: Meta = Meta {
    id: "turn/no-relay-over-tcp",
    severity: Severity::Warning,
    title: "relay that larger meetings do not use",
    restart: &[Service::Prosody],
    follows: &["turn/misspelt-entry", "turn/missing-credentials", "prosody/option-without-module"],
    page: include_str!("no_relay_over_tcp.md"),
};

impl Rule for NoRelayOverTcp {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, origin)) = sink.known(&services) else { continue };
            let relays: Vec<&&Node> = services.iter().filter(|entry| is_relay(entry)).collect();
            let Some(first) = relays.first() else { continue };
            // A type that is not known may be that of the relay.
            let mut unknown = services.iter().filter_map(|entry| match &entry.get("type")?.value {
                Value::Unknown(reason) => Some((reason.clone(), entry.span)),
                _ => None,
            });
            if relays
                .iter()
                .any(|entry| matches!(transport(entry), Some((Value::Str(text), _)) if text == "tcp"))
                || site.web.entry("iceServersOverride").is_some()
            {
                continue;
            }
            let hidden = relays.iter().find_map(|entry| match transport(entry) {
                Some((Value::Unknown(reason), span)) => Some((reason.clone(), span)),
                _ => None,
            });
            if let Some((reason, span)) = hidden.or_else(|| unknown.next()) {
                sink.cannot_tell(reason, Some(span));
                continue;
            }
            let udp = site.web.truthy("useTurnUdp").is(|on| *on);
            if !matches!(udp, Verdict::No) {
                sink.no(udp);
                continue;
            }
            let place = first.get("transport").map_or(first.span, |node| node.span);
            let finding = Finding::new(Problem {
                place,
                label: "no relay here has `transport = \"tcp\"`".into(),
                message: "people whose network lets no UDP through have no audio and no video with three or more".into(),
                effect: "On the way to the bridge browsers use relays over TCP only: the web app leaves out all others, unless \
                         `config.useTurnUdp` is true. Those listed here help two people who are alone in a meeting."
                    .into(),
                help: "Add a relay with TLS: `{ type = \"turns\", host = \"…\", port = 5349, transport = \"tcp\", secret = true, ttl = \
                       86400, algorithm = \"turn\" }`. coturn needs `cert` and `pkey` for it."
                    .into(),
            });
            sink.report(
                finding.about(site.subject()).related(origin.span, "the relays that browsers are told of"),
            );
        }
    }
}

fn transport(entry: &Node) -> Option<(&Value, Span)> {
    entry.get("transport").map(|node| (&node.value, node.span))
}
