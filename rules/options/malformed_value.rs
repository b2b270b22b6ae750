//! A value that cannot be converted to what the option wants.

use super::{is_vital, services};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Fit, What, expected};
use crate::value::Value;

/// See the page.
pub struct MalformedValue;

static META: Meta = Meta {
    id: "options/malformed-value",
    severity: Severity::Warning,
    title: "value of the wrong kind",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("malformed_value.md"),
};

impl Rule for MalformedValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment) {
            for written in layers.written() {
                let (path, node) = (&written.path, &written.entry.node);
                let (wanted, breaks) = match (&written.what, written.fit()) {
                    (What::NoBlock, _) => ("a block in braces".to_owned(), true),
                    // Rules of their own know these better.
                    (_, Some((setting, Fit::Wrong)))
                        if !OTHERS.contains(&setting.name) && !path.starts_with(CLIENTS) =>
                    {
                        (expected(setting.kind), setting.default.is_some())
                    }
                    (What::Option(_), _) => {
                        if let Value::Unknown(reason) = &node.value {
                            sink.cannot_tell(reason.clone(), Some(node.span));
                        }
                        continue;
                    }
                    _ => continue,
                };
                let finding = Finding::new(Problem {
                    place: node.span,
                    label: format!("this is {}; the option wants {wanted}", found(&node.value)),
                    message: match breaks {
                        true => format!("{service} stops with an error as soon as it needs `{path}`"),
                        false => format!("the setting `{path}` does nothing"),
                    },
                    effect: match breaks {
                        true => format!(
                            "The value stands in the place of the default and cannot be converted: \"No suppliers found a value\" \
                             in the log of {service}. That is at the start, or later in the middle of a meeting."
                        ),
                        false => format!("{service} cannot convert the value and goes on as if there were none."),
                    },
                    help: format!("Write {wanted}, or remove the line to get the default."),
                })
                .restart_what_reads(deployment, node.span);
                let vital = breaks || is_vital(path);
                // A field of a client in the place of a client makes the client incomplete, whatever host it is for.
                let finding = if path.starts_with(CLIENTS) { finding } else { finding.about(path) };
                sink.report(if vital { finding.severity(Severity::Error) } else { finding });
            }
        }
    }
}

const OTHERS: [&str; 1] = ["jicofo.authentication.type"];
const CLIENTS: &str = "videobridge.apis.xmpp-client.configs.";

fn found(value: &Value) -> &'static str {
    match value {
        Value::Str(_) | Value::Secret(_) => "another text",
        value => value.kind(),
    }
}
