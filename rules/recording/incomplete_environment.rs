//! An environment of Jibri lacks a setting that it cannot do without.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, edit_distance};

/// See the page.
pub struct IncompleteEnvironment;

static META: Meta = Meta {
    id: "recording/incomplete-environment",
    severity: Severity::Error,
    title: "Jibri that does not start",
    restart: &[Service::Jibri],
    follows: &["syntax/invalid-hocon"],
    page: include_str!("incomplete_environment.md"),
};

impl Rule for IncompleteEnvironment {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if deployment.jibri.is_none() {
            return;
        }
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        // The old file has defaults, and what is missing there makes Jibri go on without it.
        for recorder in recorders.iter().filter(|recorder| !recorder.legacy) {
            let missing = recorder.missing();
            let Some(first) = missing.first() else { continue };
            // A name that is nearly right is the one to correct.
            let (block, name) =
                first.rsplit_once('.').map_or((None, *first), |(block, name)| (Some(block), name));
            let inside = match block {
                Some(block) => recorder.field(block).and_then(|node| node.as_map()),
                None => recorder.fields(),
            };
            let written = inside.and_then(|map| {
                let same = |key: &str| key.replace(['_', '-'], "").to_lowercase();
                map.iter().find(|entry| {
                    entry.key != name
                        && (same(&entry.key) == same(name) || edit_distance(&entry.key, name) == 1)
                })
            });
            let names = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let (place, label, help) = match written {
                Some(entry) => (
                    entry.key_span,
                    format!("Jibri reads `{name}`"),
                    format!("Write `{name}` instead of `{}`.", entry.key),
                ),
                None => (
                    recorder.field(block.unwrap_or_default()).map_or(recorder.place, |node| node.span),
                    format!("{names} {} missing", if missing.len() == 1 { "is" } else { "are" }),
                    format!("Write {names} in this environment; reference.conf of Jibri has an example."),
                ),
            };
            let finding = Finding::new(Problem {
                place,
                label,
                message: "nobody can record or stream: Jibri does not start".into(),
                effect: format!(
                    "Jibri has no default for `{first}`. It reads its environments when it starts, logs \"A required config \
                     parameter was missing\" and ends."
                ),
                help,
            });
            sink.report(finding.stops(&[Service::Jibri]));
        }
    }
}
