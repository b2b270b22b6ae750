//! A node for visitors lacks a setting without which Jicofo does not start.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::value::Value;

/// See the page.
pub struct IncompleteVisitorNode;

static META: Meta = Meta {
    id: "rooms/incomplete-visitor-node",
    severity: Severity::Error,
    title: "visitors' node that stops Jicofo",
    restart: &[Service::Jicofo],
    follows: &["prosody/invalid-host-name", "syntax/invalid-hocon"],
    page: include_str!("incomplete_visitor_node.md"),
};

impl Rule for IncompleteVisitorNode {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let nodes = jicofo.layers.hocon_value("jicofo.xmpp.visitors");
        let Some(nodes) = sink.known(&nodes).and_then(|(node, _)| node.as_map()) else { return };
        for node in nodes.iter() {
            let fields = match &node.node.value {
                Value::Map(fields) => fields,
                Value::Unknown(reason) => {
                    sink.cannot_tell(reason.clone(), Some(node.node.span));
                    continue;
                }
                _ => continue,
            };
            let mut missing = Vec::new();
            for name in ["hostname", "conference-service"] {
                match fields.get(name).map(|field| (&field.value, field.span)) {
                    // A variable that is not set takes the key away.
                    Some((Value::Unknown(reason), span)) => sink.cannot_tell(reason.clone(), Some(span)),
                    None | Some((Value::Null, _)) => missing.push(name),
                    Some(_) => {}
                }
            }
            let Some(first) = missing.first() else { continue };
            let finding = Finding::new(Problem {
                place: node.key_span,
                label: format!("`{}` is missing", missing.join("` and `")),
                message: "no meeting can begin: Jicofo does not start".into(),
                effect: format!(
                    "Jicofo reads the nodes for visitors when it starts and ends with \"{first} required for visitors config {}\".",
                    node.key
                ),
                help: match *first {
                    "hostname" => {
                        format!("Write the address of the node's Prosody as `hostname` of `{}`.", node.key)
                    }
                    _ => format!(
                        "Write the room service of the node's Prosody as `conference-service` of `{}`.",
                        node.key
                    ),
                },
            });
            sink.report(finding.stops(&[Service::Jicofo]));
        }
    }
}
