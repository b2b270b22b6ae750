//! A section of `jicofo.conf` or `jvb.conf` stands outside of `jicofo { }` or `videobridge { }`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, same_value};
use crate::text::Span;
use crate::value::{Map, Value};

/// See the page.
pub struct SectionOutsideRoot;

static META: Meta = Meta {
    id: "jicofo/section-outside-root",
    severity: Severity::Warning,
    title: "section outside of its block",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &[],
    page: include_str!("section_outside_root.md"),
};

impl Rule for SectionOutsideRoot {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let jicofo = deployment.jicofo.as_ref().map(|it| ("jicofo", &it.layers, &JICOFO[..]));
        let jvb = deployment.jvb.as_ref().map(|it| ("videobridge", &it.layers, &VIDEOBRIDGE[..]));
        for (root, layers, sections) in [jicofo, jvb].into_iter().flatten() {
            let Some((file, document)) = &layers.hocon else { continue };
            // Behind a syntax error a brace may close the wrong block.
            if let Some(reason) = layers.lossy() {
                sink.cannot_tell(reason.clone(), Some(Span::start_of(*file)));
                continue;
            }
            for entry in document.root.iter().filter(|entry| sections.contains(&entry.key.as_str())) {
                let name = &entry.key;
                match &entry.node.value {
                    Value::Map(_) => {}
                    Value::Unknown(reason) => {
                        sink.cannot_tell(reason.clone(), Some(entry.node.span));
                        continue;
                    }
                    _ => continue,
                }
                // A section may be kept apart on purpose and put in with `${name}`.
                let inside = document
                    .root
                    .get(root)
                    .and_then(|node| node.as_map())
                    .and_then(|map: &Map| map.get(name));
                if inside.is_some_and(|inside| !matches!(same_value(inside, &entry.node), Verdict::No)) {
                    continue;
                }
                let mut finding = Finding::new(Problem {
                    place: entry.key_span,
                    label: format!("this stands outside of `{root} {{ }}`"),
                    message: match (root, name.as_str()) {
                        ("jicofo", "authentication") => {
                            "everybody can open meetings: the login set here is not in effect".into()
                        }
                        _ => format!("all settings of this section `{name}` are ignored"),
                    },
                    effect: format!(
                        "The service reads only what is below `{root}`. It never looks at a section `{name}` beside it, and says nothing."
                    ),
                    help: format!(
                        "Move the section to before the closing brace of `{root} {{ }}`, or write `{root}.{name} {{` here."
                    ),
                });
                finding = finding.restart_what_reads(deployment, entry.key_span);
                if GRAVE.contains(&name.as_str()) {
                    finding = finding.severity(Severity::Error);
                }
                sink.report(finding);
            }
        }
    }
}

/// Sections without which logins or bridges are missing.
const GRAVE: [&str; 4] = ["authentication", "xmpp", "bridge", "apis"];

/// The sections of `jicofo { }`.
const JICOFO: [&str; 12] = [
    "authentication",
    "bridge",
    "codec",
    "conference",
    "health",
    "jibri",
    "jibri-sip",
    "jigasi",
    "octo",
    "rest",
    "visitors",
    "xmpp",
];

/// The sections of `videobridge { }`.
const VIDEOBRIDGE: [&str; 12] = [
    "apis",
    "cc",
    "entity-expiration",
    "health",
    "http-servers",
    "ice",
    "octo",
    "relay",
    "rest",
    "sctp",
    "stats",
    "websockets",
];
