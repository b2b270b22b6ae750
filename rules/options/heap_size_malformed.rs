//! The memory of a service is no size that Java reads.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, java_size};
use crate::value::Value;

/// See the page.
pub struct HeapSizeMalformed;

static META: Meta = Meta {
    id: "options/heap-size-malformed",
    severity: Severity::Error,
    title: "memory that Java cannot read",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jigasi],
    follows: &["options/shell-syntax-in-variables"],
    page: include_str!("heap_size_malformed.md"),
};

impl Rule for HeapSizeMalformed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for entry in deployment.heaps() {
            let node = &entry.node;
            let text = match &node.value {
                Value::Str(text) => text,
                Value::Unknown(reason) => {
                    sink.cannot_tell(reason.clone(), Some(node.span));
                    continue;
                }
                _ => continue,
            };
            let (label, help) = match java_size(text) {
                // The start script takes its default for an empty text.
                _ if text.is_empty() => continue,
                Some(bytes) if bytes >= LEAST => continue,
                Some(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                    ("a number of bytes", format!("Write the unit: `{}={text}m` is megabytes.", entry.key))
                }
                Some(_) => (
                    "too little for any Java program",
                    format!("Write a size such as `{}=3072m`.", entry.key),
                ),
                None => (
                    "no size that Java reads",
                    format!("Write a whole number and one letter: `{}=3072m` or `3g`.", entry.key),
                ),
            };
            let (service, stops): (_, &[Service]) = match entry.key.as_str() {
                "JICOFO_MAX_MEMORY" => ("Jicofo", &[Service::Jicofo]),
                "JIGASI_MAX_MEMORY" => ("Jigasi", &[Service::Jigasi]),
                _ => ("Videobridge", &[Service::Videobridge]),
            };
            sink.report(
                    Finding::new(Problem {
                        place: node.span,
                        label: label.into(),
                        message: format!("{service} does not start: Java refuses its memory"),
                        effect: format!(
                            "The start script makes `-Xmx{}` of it. Java ends with \"Invalid maximum heap size\" or \"Too small maximum heap\".",
                            text.chars().take(40).collect::<String>()
                        ),
                        help,
                    })
                    .stops(stops)
                    .restart_what_reads(deployment, node.span),
                );
        }
    }
}

/// Java starts with no less.
const LEAST: u64 = 2 << 20;
