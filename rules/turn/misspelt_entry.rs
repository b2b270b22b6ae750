//! An entry of external_services has a type that does not exist, or nearly the name of this site.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, edit_distance};
use crate::value::{Node, Value};

/// See the page.
pub struct MisspeltEntry;

static META: Meta = Meta {
    id: "turn/misspelt-entry",
    severity: Severity::Warning,
    title: "relay that browsers cannot use",
    restart: &[Service::Prosody],
    follows: &["turn/missing-credentials", "prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("misspelt_entry.md"),
};

impl Rule for MisspeltEntry {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            for entry in services {
                for key in ["type", "host"] {
                    if let Some(node) = entry.get(key)
                        && let Value::Unknown(reason) = &node.value
                    {
                        sink.cannot_tell(reason.clone(), Some(node.span));
                    }
                }
                let text = |key: &str| entry.get(key).and_then(|node| Some((Node::as_str(node)?, node.span)));
                let kind = text("type").filter(|(kind, _)| !TYPES.contains(kind)).and_then(|(kind, span)| {
                    let meant = TYPES
                        .into_iter()
                        .filter(|meant| edit_distance(meant, kind) <= 1)
                        .max_by_key(|meant| meant.len())?;
                    Some((span, meant.to_owned()))
                });
                let host = text("host").filter(|(host, _)| !host.eq_ignore_ascii_case(&main.name)).and_then(
                    |(host, span)| {
                        let near = host.len().abs_diff(main.name.len()) == 1
                            && edit_distance(&host.to_lowercase(), &main.name) == 1;
                        near.then_some((span, main.name.clone()))
                    },
                );
                let (Some((place, meant)), part) = (match (kind, host) {
                    (Some(kind), _) => (Some(kind), "type"),
                    (None, host) => (host, "host"),
                }) else {
                    continue;
                };
                let finding = Finding::new(Problem {
                    place,
                    label: format!("`{meant}` is probably meant"),
                    message: "people behind firewalls may get no audio and no video: browsers cannot use this relay".into(),
                    effect: match part {
                        "type" => "Browsers know the types `stun`, `stuns`, `turn` and `turns`, and pass over any other.".into(),
                        _ => format!("The name differs from `{meant}` by one letter; browsers look for a machine of that name."),
                    },
                    help: format!("Write `{part} = \"{meant}\"`."),
                });
                sink.report(finding.about(site.subject()).related(main.place, "this site"));
            }
        }
    }
}

const TYPES: [&str; 4] = ["stun", "stuns", "turn", "turns"];
