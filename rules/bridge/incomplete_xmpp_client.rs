//! A client of the bridge lacks a setting that it cannot do without.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, XmppClient};
use crate::value::Value;

/// See the page.
pub struct IncompleteXmppClient;

static META: Meta = Meta {
    id: "bridge/incomplete-xmpp-client",
    severity: Severity::Error,
    title: "bridge client that is dropped",
    restart: &[Service::Videobridge],
    follows: &["options/malformed-value"],
    page: include_str!("incomplete_xmpp_client.md"),
};

impl Rule for IncompleteXmppClient {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let legacy = jvb.legacy_clients();
        let legacy_decides = legacy.iter().any(|client| fault(client).is_none());
        let clients = match legacy_decides {
            true => legacy,
            false => legacy.into_iter().chain(jvb.hocon_clients()).collect(),
        };
        let some_work = clients.iter().any(|client| fault(client).is_none());
        for client in &clients {
            if let Some(fault) = fault(client) {
                sink.report(finding(client, &fault, some_work));
                continue;
            }
            // An unset variable takes its key away, and with it the whole client.
            for name in ["hostname", "username", "password", "muc_jids", "muc_nickname"] {
                if let Some(node) = client.field(name)
                    && let Value::Unknown(reason) = &node.value
                {
                    sink.cannot_tell(reason.clone(), Some(node.span));
                }
            }
        }
    }
}

struct Fault {
    place: crate::text::Span,
    label: String,
    fix: String,
}

fn fault(client: &XmppClient) -> Option<Fault> {
    let missing = client.missing();
    if let Some(name) = missing.first() {
        let hyphens = name.to_lowercase().replace('_', "-");
        if hyphens.contains('-')
            && let Some(node) = client.field(&hyphens)
        {
            let (label, fix) = (
                format!("`{hyphens}` is not read"),
                format!("Write `{name}` with an underscore instead of `{hyphens}`."),
            );
            return Some(Fault { place: node.span, label, fix });
        }
        if let Some((written, node)) = client.misspelt(&name.to_lowercase()) {
            let (label, fix) = (
                format!("this is not `{name}`"),
                format!("Write `{name}` instead of `{}`.", written.to_uppercase()),
            );
            return Some(Fault { place: node.span, label, fix });
        }
        let listed = missing.join("`, `");
        let (label, fix) = (format!("`{listed}` is missing"), format!("Add `{listed}` to this client."));
        return Some(Fault { place: client.place, label, fix });
    }
    let node = client.field("muc_jids").filter(|node| matches!(node.value, Value::List(_)))?;
    let (label, fix) = (
        "a list instead of one text".to_owned(),
        "Write one text: `MUC_JIDS = \"room@service\"`; several rooms are separated by commas.".to_owned(),
    );
    Some(Fault { place: node.span, label, fix })
}

fn finding(client: &XmppClient, fault: &Fault, some_work: bool) -> Finding {
    let finding = Finding::new(Problem {
        place: fault.place,
        label: fault.label.clone(),
        message: match some_work {
            true => {
                format!(
                    "the meetings of one server have no audio and no video: the bridge drops `{}`",
                    client.id
                )
            }
            false => {
                "meetings of three or more people have no audio and no video: the bridge does not log in"
                    .into()
            }
        },
        effect: format!(
            "Videobridge drops the client `{}` because it is not complete (\"Ignoring incomplete configuration\", or no \
             message at all), and does not connect to its XMPP server.",
            client.id
        ),
        help: fault.fix.clone(),
    });
    if some_work { finding.severity(Severity::Warning) } else { finding }
}
