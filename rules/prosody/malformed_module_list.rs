//! `modules_enabled` or `modules_disabled` is not a plain list of texts.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::text::Span;
use crate::value::{Entry, Node, Value};

/// See the page.
pub struct MalformedModuleList;

static META: Meta = Meta {
    id: "prosody/malformed-module-list",
    severity: Severity::Error,
    title: "module list that is no plain list",
    restart: &[Service::Prosody],
    follows: &["syntax/unquoted-lua-value"],
    page: include_str!("malformed_module_list.md"),
};

impl Rule for MalformedModuleList {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let global = prosody.sections().first().map(|section| ("all hosts", section));
        let hosts = prosody.hosts().map(|host| (host.name.as_str(), prosody.section(host)));
        for (owner, section) in global.into_iter().chain(hosts) {
            for key in ["modules_enabled", "modules_disabled"] {
                let Some(entry) = section.options.entry(key) else { continue };
                let Some((place, label, what)) = fault(entry, sink) else { continue };
                let mut finding = Finding::new(Problem {
                    place,
                    label: label.to_owned(),
                    message: format!(
                        "parts of the meetings may not work: modules of `{owner}` are not loaded"
                    ),
                    effect: format!("Prosody reads `{key}` as a plain list of names, item by item. {what}"),
                    help: format!(
                        "Write `{key} = {{ \"bosh\"; \"ping\"; }}`, each name in quotes and nothing else in the braces."
                    ),
                });
                if owner != "all hosts" {
                    finding = finding.about(deployment.subject_of(owner));
                }
                sink.report(finding);
            }
        }
    }
}

type Fault = (Span, &'static str, &'static str);

fn fault(entry: &Entry, sink: &mut Sink<'_>) -> Option<Fault> {
    const KEYED: (&str, &str) = ("this entry has a key", "Entries with a key are skipped without a word.");
    match &entry.node.value {
        Value::Str(_) => Some((
            entry.node.span,
            "one text instead of a list",
            "A single text is no list: it counts as an empty one, or stops Prosody, depending on the version of Lua.",
        )),
        Value::List(items) => items.iter().find_map(|item| bad_item(item, sink)),
        Value::Map(map) => map.iter().next().map(|entry| (entry.key_span, KEYED.0, KEYED.1)),
        Value::Table(pairs) => {
            let keyed = pairs.iter().find(|(key, _)| !matches!(key.value, Value::Int(_)));
            match keyed {
                Some((key, _)) => Some((key.span, KEYED.0, KEYED.1)),
                None => Some((entry.node.span, "the numbers of this list have a gap", GAP)),
            }
        }
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            Some((entry.node.span, "this is no list", "Anything else loads nothing."))
        }
        Value::Unknown(reason) => {
            sink.cannot_tell(reason.clone(), Some(entry.node.span));
            None
        }
        _ => None,
    }
}

const GAP: &str = "It stops at the first number that is missing: the rest is lost.";

fn bad_item(item: &Node, sink: &mut Sink<'_>) -> Option<Fault> {
    match &item.value {
        Value::Str(_) => None,
        Value::Unknown(reason) => {
            sink.cannot_tell(reason.clone(), Some(item.span));
            None
        }
        Value::List(_) | Value::Map(_) | Value::Table(_) => Some((
            item.span,
            "a list inside of the list",
            "A table is not the name of a module, and loading it fails.",
        )),
        _ => Some((item.span, "this item is no text", "Only texts are names of modules.")),
    }
}
