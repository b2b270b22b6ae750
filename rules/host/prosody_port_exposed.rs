//! Strangers can reach ports of Prosody that are meant for this machine.

use std::net::IpAddr;

use super::ports::sockets;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::{Deployment, field};
use crate::value::Node;

/// See the page.
pub struct ProsodyPortExposed;

static META: Meta = Meta {
    id: "host/prosody-port-exposed",
    severity: Severity::Warning,
    title: "inner port of Prosody open to the world",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("prosody_port_exposed.md"),
};

/// The option that opens each port to others, the usual port, and what strangers get there.
const PORTS: [(&str, i64, &str); 2] = [
    ("http_interfaces", 5280, "strangers can join and listen in without encryption, past the web server"),
    ("component_interfaces", 5347, "strangers can try passwords of services, and read what these send"),
];

impl Rule for ProsodyPortExposed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // A web server on another machine has to reach the port.
        if deployment.nginx.is_none() && deployment.apache.is_none() {
            return;
        }
        for (option, usual, loss) in PORTS {
            // Only who wrote it meant it: older versions open the port by themselves.
            let interfaces = prosody.global_option(option);
            let Fact::Known(_, origin) = &interfaces else { continue };
            let Some(sockets) = sockets(deployment, sink) else { return };
            let open = sockets.iter().filter(|socket| socket.protocol == "tcp" && socket.port == usual);
            for socket in open {
                let Ok(address) = socket.address.parse::<IpAddr>() else { continue };
                let world =
                    if address.is_unspecified() { has_public(deployment, sink) } else { is_public(address) };
                // Where the owner cannot be seen, Prosody's own option for its own port is enough.
                let other = matches!(socket.owner, Fact::Known(owner, _) if owner != "prosody" && !owner.starts_with("lua"));
                if !world || other {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: format!("opens port {usual} to others"),
                    message: loss.into(),
                    effect: format!(
                        "Prosody listens on port {usual} of `{}`, which includes a public address of this machine. What needs the port \
                         runs on this machine too. A firewall may still close it.",
                        socket.address
                    ),
                    help: format!(
                        "Write `{option} = {{ \"127.0.0.1\", \"::1\" }}`, or remove the line with Prosody 0.12 and later."
                    ),
                });
                sink.report(
                    finding.about(format!("prosody:{usual}")).related(socket.place, "where it listens"),
                );
                break;
            }
        }
    }
}

fn has_public(deployment: &Deployment, sink: &mut Sink<'_>) -> bool {
    let addresses = deployment.host.list(&["addresses"]);
    let Some((addresses, _)) = sink.known(&addresses) else { return false };
    addresses.iter().any(|node| {
        let text = field(node, "address", Node::as_str);
        matches!(text, Fact::Known(text, _) if text.parse().is_ok_and(is_public))
    })
}

/// Whether strangers can reach the address: not one for private networks or for the machine itself.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            let shared = first == 100 && (64..128).contains(&second);
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || shared)
        }
        // Of version 6, only 2000::/3 is for the world.
        IpAddr::V6(address) => address.segments()[0] & 0xe000 == 0x2000,
    }
}
