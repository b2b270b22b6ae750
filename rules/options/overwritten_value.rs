//! The same option twice in one file, with different values.

use super::services;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, What, same_value};
use crate::value::{Entry, Node, Value};

/// See the page.
pub struct OverwrittenValue;

static META: Meta = Meta {
    id: "options/overwritten-value",
    severity: Severity::Warning,
    title: "option that is set twice",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("overwritten_value.md"),
};

impl Rule for OverwrittenValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment) {
            let written = layers.written();
            let hocon = written.iter().filter(|written| matches!(written.what, What::Option(_)));
            let options = hocon.map(|written| (written.path.as_str(), &written.entry));
            let properties = layers.properties();
            let known = properties.iter().filter(|property| !property.known.is_empty());
            let properties = known.map(|property| (property.entry.key.as_str(), &property.entry));
            for (name, entry) in options.chain(properties) {
                let Some(before) = overwritten(entry) else { continue };
                if !matches!(same_value(before, &entry.node), Verdict::No) {
                    continue;
                }
                sink.report(
                    Finding::new(Problem {
                        place: before.span,
                        label: "this value has no effect".into(),
                        message: format!("one of two values of `{name}` is ignored"),
                        effect: format!(
                            "The file sets `{name}` more than once. {service} takes the last one."
                        ),
                        help: "Keep one of the lines.".into(),
                    })
                    .related(entry.node.span, "this value is in effect")
                    .restart_what_reads(deployment, before.span),
                );
            }
        }
    }
}

/// The value before, if it is a plain one in the same file, and neither was put in from elsewhere: a default with
/// a variable after it, and a file that is included to be changed, are meant so.
fn overwritten(entry: &Entry) -> Option<&Node> {
    let before = &entry.beaten.last()?.node;
    let plain = |node: &Node| {
        node.parts.is_empty()
            && matches!(
                node.value,
                Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) | Value::Secret(_)
            )
    };
    (plain(before) && plain(&entry.node) && before.span.file == entry.node.span.file).then_some(before)
}
