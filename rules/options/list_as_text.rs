//! One value where a list belongs.

use super::services;
use crate::catalogue::Kind;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Fit};
use crate::value::Value;

/// See the page.
pub struct ListAsText;

static META: Meta = Meta {
    id: "options/list-as-text",
    severity: Severity::Error,
    title: "text where a list belongs",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("list_as_text.md"),
};

impl Rule for ListAsText {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment) {
            for written in layers.written() {
                let node = &written.entry.node;
                let Some((setting, fit)) = written.fit() else { continue };
                if let (Kind::List, Value::Unknown(reason)) = (setting.kind, &node.value) {
                    sink.cannot_tell(reason.clone(), Some(node.span));
                }
                // Removed options harm nobody, whatever their value is.
                if fit != Fit::NoList || setting.until.is_some() {
                    continue;
                }
                let items = match &node.value {
                    Value::Str(text) => {
                        let items = text.split(',').map(|item| format!("\"{}\"", item.trim()));
                        items.collect::<Vec<_>>().join(", ")
                    }
                    _ => "…".to_owned(),
                };
                let finding = Finding::new(Problem {
                    place: node.span,
                    label: format!("this is {}, not a list", node.value.kind()),
                    message: match setting.default {
                        Some(_) => format!("{service} stops with an error as soon as it needs `{}`", written.path),
                        None => format!("the setting `{}` does nothing", written.path),
                    },
                    effect: format!(
                        "A single value does not become a list of one. {service} finds no list and no default any more: \
                         \"No suppliers found a value\" in its log."
                    ),
                    help: format!("Put brackets around it: `{} = [{items}]`.", written.entry.key),
                })
                .restart_what_reads(deployment, node.span);
                sink.report(if setting.default.is_some() {
                    finding
                } else {
                    finding.severity(Severity::Warning)
                });
            }
        }
    }
}
