//! The services may take more memory than there is.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, java_size};
use crate::text::Span;
use crate::value::Value;

/// See the page.
pub struct HeapExceedsMemory;

static META: Meta = Meta {
    id: "host/heap-exceeds-memory",
    severity: Severity::Warning,
    title: "more memory promised than there is",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jigasi],
    follows: &["options/heap-size-malformed"],
    page: include_str!("heap_exceeds_memory.md"),
};

impl Rule for HeapExceedsMemory {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let mut promised: Vec<(u64, &str, Span)> = Vec::new();
        for entry in deployment.heaps() {
            match &entry.node.value {
                Value::Str(text) => {
                    promised.extend(java_size(text).map(|size| (size, entry.key.as_str(), entry.node.span)));
                }
                Value::Unknown(reason) => sink.cannot_tell(reason.clone(), Some(entry.node.span)),
                _ => {}
            }
        }
        // The largest is the one to make smaller; the defaults of 3 GB are seldom reached and are nobody's promise.
        promised.sort_by_key(|(size, ..)| std::cmp::Reverse(*size));
        let [(_, key, place), others @ ..] = &promised[..] else { return };
        let host = &deployment.host;
        let total = host.number(&["memory", "total"]);
        let Some((&total, origin)) = sink.known(&total) else { return };
        let limit = host.number(&["memory", "limit"]);
        let limit = sink.known(&limit).map_or(total, |(limit, _)| total.min(*limit));
        let sum: u64 = promised.iter().fold(0, |sum, (size, ..)| sum.saturating_add(*size));
        if sum <= u64::try_from(limit).unwrap_or(0) {
            return;
        }
        let megabytes = |bytes: u64| bytes >> 20;
        let mut finding = Finding::new(Problem {
            place: *place,
            label: "more than the machine can give".into(),
            message: "all calls end when the machine runs out of memory".into(),
            effect: format!(
                "The services here may take {} MB together, and there are {} MB. When they do, the kernel stops one of them: \"Out of \
                 memory: Killed process\" in `journalctl -k`.",
                megabytes(sum),
                megabytes(u64::try_from(limit).unwrap_or(0)),
            ),
            help: format!("Write less in `{key}`, and leave at least 1 GB for the system, Prosody and the web server; or add memory."),
        })
        .related(origin.span, "the memory of the machine")
        .restart_what_reads(deployment, *place);
        for (_, _, other) in others {
            finding = finding.related(*other, "counts too");
        }
        sink.report(finding);
    }
}
