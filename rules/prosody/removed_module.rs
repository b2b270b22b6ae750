//! A module that later releases of Jitsi Meet do not have any more.

use std::collections::BTreeSet;

use crate::catalogue::Place;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::modules::{described, place_of};
use crate::model::{Deployment, HostKind, Prosody, TextItem};

/// See the page.
pub struct RemovedModule;

static META: Meta = Meta {
    id: "prosody/removed-module",
    severity: Severity::Warning,
    title: "module that does not exist any more",
    restart: &[Service::Prosody],
    follows: &["prosody/plugin-path-missing"],
    page: include_str!("removed_module.md"),
};

impl Rule for RemovedModule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut seen = BTreeSet::new();
        for host in prosody.hosts() {
            for item in prosody.modules(host).iter() {
                let Some(module) = described(&item.text).filter(|module| module.until.is_some()) else {
                    continue;
                };
                let Some(found) = deployment.plugins.has(&item.text) else { continue };
                if matches!(found, Verdict::Yes) {
                    continue;
                }
                if module.from != Some("jitsi") || !seen.insert(item.span) {
                    continue;
                }
                if !sink.no(found) {
                    continue;
                }
                let replaced = module.replaced_by.filter(|name| is_used(prosody, name));
                // The template of the packages itself kept this name for a while.
                if item.text == "polls" && replaced.is_some() {
                    continue;
                }
                let finding = finding(item, module.replaced_by, replaced.is_some());
                sink.report(finding.about(deployment.subject_near(&host.name)));
            }
        }
    }
}

/// Whether any host loads the module, or is of its type.
fn is_used(prosody: &Prosody, name: &str) -> bool {
    prosody.hosts().any(|host| match host.kind {
        HostKind::Component if matches!(host.is_component(name), Verdict::Yes) => true,
        _ => !matches!(prosody.modules(host).has(name), Verdict::No),
    })
}

fn finding(item: &TextItem, instead: Option<&str>, replaced: bool) -> Finding {
    let name = &item.text;
    let help = match instead {
        _ if replaced => format!("Remove `\"{name}\";`."),
        Some(other) if place_of(other) == Place::Component => format!(
            "Remove `\"{name}\";` and add a Component of type `{other}`, as the example configuration of jitsi-meet-prosody has it."
        ),
        Some(other) => format!("Write `\"{other}\";` instead."),
        None => format!("Remove `\"{name}\";`: what it did is gone, or a part of other modules now."),
    };
    let finding = Finding::new(Problem {
        place: item.span,
        label: "the installed Jitsi Meet has no such module".into(),
        message: match (replaced, instead) {
            (true, _) => format!("Prosody logs an error at each start: there is no module `{name}` any more"),
            (false, Some(other)) => {
                format!("what the module `{name}` did is missing: `{other}` took its place")
            }
            (false, None) => {
                format!("Prosody logs an error at each start: there is no module `{name}` any more")
            }
        },
        effect: format!(
            "The directories of `plugin_paths` hold Jitsi's modules without this one, which was removed from Jitsi Meet. \
             Prosody logs \"Unable to load module '{name}'\" and goes on without it."
        ),
        help,
    });
    match replaced || instead.is_none() {
        true => finding.severity(Severity::Info),
        false => finding,
    }
}
