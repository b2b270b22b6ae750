//! A time without its unit.

use super::services;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Fit, What};
use crate::value::Value;

/// See the page.
pub struct DurationWithoutUnit;

static META: Meta = Meta {
    id: "options/duration-without-unit",
    severity: Severity::Warning,
    title: "time without a unit",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("duration_without_unit.md"),
};

impl Rule for DurationWithoutUnit {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment) {
            for written in layers.written() {
                let node = &written.entry.node;
                let Some((setting, fit)) = written.fit() else { continue };
                if let (crate::catalogue::Kind::Duration, Value::Unknown(reason)) =
                    (setting.kind, &node.value)
                {
                    sink.cannot_tell(reason.clone(), Some(node.span));
                }
                let number = match &node.value {
                    Value::Int(number) => number.to_string(),
                    Value::Str(text) => text.trim().to_owned(),
                    _ => continue,
                };
                if fit != Fit::NoUnit || !matches!(written.what, What::Option(_)) {
                    continue;
                }
                sink.report(
                    Finding::new(Problem {
                        place: node.span,
                        label: format!("{number} milliseconds"),
                        message: format!(
                            "`{}` is over before anything can happen: {number} thousandths of a second",
                            written.path
                        ),
                        effect: format!("{service} reads a time without a unit as milliseconds."),
                        help: format!(
                            "Write the unit: `{number} seconds`, or `{number} minutes` if that was meant."
                        ),
                    })
                    .restart_what_reads(deployment, node.span),
                );
            }
        }
    }
}
