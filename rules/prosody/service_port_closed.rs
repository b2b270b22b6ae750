//! A service connects to Prosody on this machine at a port where it does not listen.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Prosody};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct ServicePortClosed;

static META: Meta = Meta {
    id: "prosody/service-port-closed",
    severity: Severity::Error,
    title: "services before a closed port",
    restart: &[Service::Prosody, Service::Jicofo, Service::Videobridge],
    follows: &["syntax/invalid-hocon", "options/malformed-value", "prosody/include-target-missing"],
    page: include_str!("service_port_closed.md"),
};

impl Rule for ServicePortClosed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (service, address, port, loss) in connections(deployment) {
            if !matches!(deployment.is_own_prosody(&address), Verdict::Yes) {
                continue;
            }
            let (wanted, own) = match &port {
                Fact::Known(port, origin) => (*port, Some(origin.span)),
                Fact::Absent(_) => (USUAL, None),
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    continue;
                }
            };
            let Some((open, place)) = open_ports(prosody, sink) else { continue };
            let fault = match open.contains(&wanted) {
                false => Some((
                    own.or(place),
                    "not a port at which Prosody takes services".to_owned(),
                    place.filter(|_| own.is_some()),
                )),
                true => closed_to_loopback(prosody, &address, sink).map(|place| {
                    (Some(place), format!("{service} comes from the machine itself"), address.place())
                }),
            };
            let Some((Some(place), label, other)) = fault else { continue };
            let ports = open.iter().map(|port| format!("`{port}`")).collect::<Vec<_>>().join(", ");
            let finding = Finding::new(Problem {
                place,
                label,
                message: format!("{loss}: {service} cannot reach Prosody"),
                effect: format!(
                    "{service} connects to Prosody on this machine at port {wanted}, and there nobody listens: \"Connection refused\" in \
                     its log, again and again."
                ),
                help: match open.contains(&wanted) {
                    false => format!("Prosody takes services at {ports} (`c2s_ports`). Write the same port on both sides; the usual one is {USUAL}."),
                    true => "Add `\"127.0.0.1\"` to the list, or remove the line: without it Prosody listens at every address.".into(),
                },
            });
            sink.report(finding.related_opt(other, "the other side").restart_what_reads(deployment, place));
        }
    }
}

const USUAL: i64 = 5222;

type Connection = (&'static str, Fact<String>, Fact<i64>, &'static str);

fn connections(deployment: &Deployment) -> Vec<Connection> {
    let mut found: Vec<Connection> = Vec::new();
    if let Some(jicofo) = &deployment.jicofo {
        let client = |name: &str| format!("jicofo.xmpp.client.{name}");
        let port = jicofo.layers.integer(&client("port"));
        found.push(("Jicofo", jicofo.text(&client("hostname")), port, "no meeting can begin"));
    }
    for client in deployment.jvb.iter().flat_map(|jvb| jvb.clients()) {
        let loss = "meetings of three or more people have no audio and no video";
        found.push(("Videobridge", client.hostname(), client.port(), loss));
    }
    found
}

/// The ports for services, and where they are written; nothing written is the usual one.
fn open_ports(prosody: &Prosody, sink: &mut Sink<'_>) -> Option<(Vec<i64>, Option<Span>)> {
    let option = prosody.global_option("c2s_ports");
    if let Fact::Absent(_) = option {
        return Some((vec![USUAL], None));
    }
    let (node, origin) = sink.known(&option)?;
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => core::slice::from_ref(*node),
    };
    let number = |item: &Node| match &item.value {
        Value::Int(port) => Some(*port),
        Value::Str(text) => text.parse().ok(),
        _ => None,
    };
    // What is no number may be any.
    Some((items.iter().map(number).collect::<Option<Vec<i64>>>()?, Some(origin.span)))
}

/// The list of addresses of Prosody, if it leaves out the loopback one that a service uses.
fn closed_to_loopback(prosody: &Prosody, address: &Fact<String>, sink: &mut Sink<'_>) -> Option<Span> {
    let local = address.effective("localhost".into(), |text| text == "localhost" || text.starts_with("127."));
    let names = ["c2s_interfaces", "c2s_interface", "interfaces", "interface"];
    let option = names.into_iter().map(|name| prosody.global_option(name)).find(Fact::is_set)?;
    let (node, origin) = sink.known(&option)?;
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => core::slice::from_ref(*node),
    };
    let covers = |item: &Node| match &item.value {
        Value::Str(text) => {
            matches!(text.as_str(), "*" | "0.0.0.0" | "::" | "::1" | "localhost") || text.starts_with("127.")
        }
        // What is not known may be.
        _ => true,
    };
    (matches!(local, Verdict::Yes) && !items.is_empty() && !items.iter().any(covers)).then_some(origin.span)
}
