//! The address of a STUN server has no port, or blanks in it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::text::Span;
use crate::value::Value;

/// See the page.
pub struct MalformedStunAddress;

static META: Meta = Meta {
    id: "bridge/malformed-stun-address",
    severity: Severity::Error,
    title: "STUN server without a port",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "syntax/invalid-properties"],
    page: include_str!("malformed_stun_address.md"),
};

impl Rule for MalformedStunAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let addresses = jvb.layers.list("ice4j.harvest.mapping.stun.addresses");
        let Some((addresses, origin)) = sink.known(&addresses) else { return };
        let mut good = 0;
        let mut faults: Vec<(Span, String, &str)> = Vec::new();
        for node in addresses {
            match &node.value {
                Value::Unknown(reason) => {
                    good += 1;
                    sink.cannot_tell(reason.clone(), Some(node.span));
                }
                Value::Str(text) => match fault(text) {
                    // The pieces of a property stand where the property does.
                    Some(label) => faults.push((node.span, text.clone(), label)),
                    None => good += 1,
                },
                _ => {}
            }
        }
        for (place, text, label) in faults {
            let place = if place.is_empty() { origin.span } else { place };
            let host = text.trim().split(':').next().unwrap_or_default().trim().to_owned();
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: match good {
                    0 => "meetings of three or more people may have no audio and no video".into(),
                    _ => "one of the bridge's STUN servers is never asked".into(),
                },
                effect: "Videobridge asks STUN servers for its public address. It reads `host:port` and nothing else: without a \
                         usable port it logs \"Failed to parse STUN server address\" or \"Invalid STUN server port\", and with a \
                         blank it finds no such host."
                    .into(),
                help: format!("Write `{host}:3478`, or the port that the STUN server has, without blanks."),
            });
            sink.report(if good == 0 { finding } else { finding.severity(Severity::Warning) });
        }
    }
}

fn fault(text: &str) -> Option<&'static str> {
    let mut parts = text.split(':');
    let host = parts.next().unwrap_or_default();
    match parts.next() {
        None => Some("there is no port"),
        Some(_) if host.is_empty() || host.contains(char::is_whitespace) => {
            Some("there is a blank in the name")
        }
        Some(port) if port.parse::<u16>().is_err() => Some("the port is no number"),
        Some(_) => None,
    }
}
