//! On which ports the services here should listen, and who does.

use crate::check::Sink;
use crate::fact::{Absent, Fact};
use crate::model::{Deployment, Prosody, as_number, field};
use crate::text::Span;
use crate::value::{Node, Value};

/// A port that a service opens by its configuration.
pub(super) struct Wanted {
    pub unit: &'static str,
    pub protocol: &'static str,
    pub port: i64,
    /// Where the port is written, or would have to be.
    pub place: Span,
    /// What is lost without it.
    pub loss: &'static str,
}

/// A socket of the machine.
pub(super) struct Socket<'d> {
    pub protocol: &'d str,
    pub address: &'d str,
    pub port: i64,
    /// The unit, or else the program.
    pub owner: Fact<&'d str>,
    /// The program, if it is known.
    pub program: Option<&'d str>,
    pub place: Span,
}

const UDP: &str = "videobridge.ice.udp.port";

/// The ports of the services that are configured here.
pub(super) fn wanted(deployment: &Deployment, sink: &mut Sink<'_>) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (unit, file) in deployment.services_here() {
        let mut add = |protocol, ports: Vec<(i64, Option<Span>)>, loss| {
            wanted.extend(ports.into_iter().map(|(port, place)| Wanted {
                unit,
                protocol,
                port,
                place: place.unwrap_or(file),
                loss,
            }));
        };
        match unit {
            "prosody" => {
                let Some(prosody) = &deployment.prosody else { continue };
                let loads =
                    |module: &str| prosody.hosts().any(|host| prosody.modules(host).has(module).is_yes());
                if loads("c2s") {
                    add("tcp", ports(prosody, "c2s_ports", 5222, sink), "no service can log in to Prosody");
                }
                if loads("bosh") || loads("websocket") {
                    add("tcp", ports(prosody, "http_ports", 5280, sink), "nobody can join a meeting");
                }
            }
            "jitsi-videobridge2" => {
                let Some(jvb) = &deployment.jvb else { continue };
                let port = jvb.layers.integer(UDP);
                let found = match &port {
                    Fact::Known(port, origin) => Some((*port, Some(origin.span))),
                    Fact::Absent(Absent { default, place }) => {
                        Some((default.as_deref().and_then(|it| it.parse().ok()).unwrap_or(10_000), *place))
                    }
                    Fact::Unknown(reason, origin) => {
                        sink.cannot_tell(reason.clone(), Some(origin.span));
                        None
                    }
                };
                add("udp", found.into_iter().collect(), "three people and more have no audio and no video");
            }
            "coturn" => {
                let Some(turn) = &deployment.turn else { continue };
                let number = |name: &str, usual: i64| {
                    let text = turn.text(name);
                    let port = text.is(|_| true).is_yes().then(|| text.place()).flatten();
                    match &text {
                        Fact::Known(text, _) => text.trim().parse().ok().map(|number| (number, port)),
                        _ => Some((usual, None)),
                    }
                };
                const LOSS: &str = "people behind firewalls get no audio and no video";
                if !turn.has("no-tcp") {
                    add("tcp", number("listening-port", 3478).into_iter().collect(), LOSS);
                }
                if !turn.has("no-tls") && turn.has("cert") && turn.has("pkey") {
                    add("tcp", number("tls-listening-port", 5349).into_iter().collect(), LOSS);
                }
            }
            _ => {}
        }
    }
    // Port 0 is none, and is how some switch a listener off.
    wanted.retain(|wanted| wanted.port > 0);
    wanted
}

/// The ports of one of Prosody's services.
fn ports(prosody: &Prosody, option: &str, usual: i64, sink: &mut Sink<'_>) -> Vec<(i64, Option<Span>)> {
    let number = |node: &Node| match &node.value {
        Value::Int(port) => Some((*port, Some(node.span))),
        Value::Str(text) => text.parse().ok().map(|port| (port, Some(node.span))),
        _ => None,
    };
    match prosody.global_option(option) {
        Fact::Known(node, _) => match node.as_list() {
            Some(items) => items.iter().filter_map(number).collect(),
            None => number(node).into_iter().collect(),
        },
        Fact::Unknown(reason, origin) => {
            sink.cannot_tell(reason, Some(origin.span));
            Vec::new()
        }
        Fact::Absent(_) => vec![(usual, None)],
    }
}

/// All sockets, as far as they are known.
pub(super) fn sockets<'d>(deployment: &'d Deployment, sink: &mut Sink<'_>) -> Option<Vec<Socket<'d>>> {
    let listening = deployment.host.list(&["listening"]);
    let (listening, _) = sink.known(&listening)?;
    let socket = |node: &'d Node| {
        let text = |key: &str| match field(node, key, Node::as_str) {
            Fact::Known(text, _) => Some(text),
            _ => None,
        };
        let Fact::Known(port, _) = field(node, "port", as_number) else { return None };
        Some(Socket {
            protocol: text("protocol")?,
            address: text("address")?,
            port,
            owner: field(node, "unit", Node::as_str).or_else(|| field(node, "process", Node::as_str)),
            program: text("process"),
            place: node.span,
        })
    };
    Some(listening.iter().filter_map(socket).collect())
}
