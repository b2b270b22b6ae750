//! An entry of `disco_items` is not what Prosody reads, and takes the whole list with it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Prosody};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct MalformedServiceList;

static META: Meta = Meta {
    id: "prosody/malformed-service-list",
    severity: Severity::Warning,
    title: "list of services that Prosody drops",
    restart: &[Service::Prosody],
    follows: &["syntax/unquoted-lua-value"],
    page: include_str!("malformed_service_list.md"),
};

impl Rule for MalformedServiceList {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for section in sections(prosody) {
            let Some(entry) = section else { continue };
            let Some((place, label)) = fault(&entry.node, sink) else { continue };
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: "browsers and Jicofo do not find services that are listed by hand".into(),
                effect: "Prosody reads a list of pairs, each an address and a name. At the first entry that is none it logs \
                         \"option disco_items is malformed\" and takes the list for empty."
                    .into(),
                help: "Write each service in braces of its own: `disco_items = { { \"polls.example.org\", \"Polls\" } }`.".into(),
            });
            sink.report(finding);
        }
    }
}

fn sections(prosody: &Prosody) -> impl Iterator<Item = Option<&crate::value::Entry>> {
    prosody.sections().iter().map(|section| section.options.entry("disco_items"))
}

fn fault(node: &Node, sink: &mut Sink<'_>) -> Option<(Span, &'static str)> {
    let items = match &node.value {
        Value::List(items) => items,
        Value::Unknown(reason) => {
            sink.cannot_tell(reason.clone(), Some(node.span));
            return None;
        }
        // A single text counts as a list of one.
        Value::Str(_) => return Some((node.span, "a text, where a list of pairs belongs")),
        _ => return None,
    };
    for item in items {
        let parts = match &item.value {
            Value::List(parts) => parts,
            Value::Unknown(reason) => {
                sink.cannot_tell(reason.clone(), Some(item.span));
                return None;
            }
            Value::Str(_) => return Some((item.span, "a text, where a pair in braces belongs")),
            Value::Map(_) => return Some((item.span, "the address and the name have no keys")),
            _ => return Some((item.span, "not a pair of address and name")),
        };
        for (part, label) in parts.iter().zip(["the address is no text", "the name is no text"]) {
            match &part.value {
                Value::Str(_) => {}
                Value::Unknown(reason) => {
                    sink.cannot_tell(reason.clone(), Some(part.span));
                    return None;
                }
                _ => return Some((part.span, label)),
            }
        }
        if parts.is_empty() {
            return Some((item.span, "there is no address"));
        }
    }
    None
}
