//! Services of the rooms that no browser is told of.

use std::collections::BTreeMap;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody};
use crate::text::Span;

/// See the page.
pub struct FeaturesNotAnnounced;

static META: Meta = Meta {
    id: "rooms/features-not-announced",
    severity: Severity::Warning,
    title: "services that are not announced",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "prosody/misspelt-module",
        "prosody/malformed-module-list",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
    ],
    page: include_str!("features_not_announced.md"),
};

/// Components that announce themselves through the main VirtualHost.
const ANNOUNCED: [&str; 5] = [
    "av_moderation_component",
    "filesharing_component",
    "polls_component",
    "room_metadata_component",
    "speakerstats_component",
];

impl Rule for FeaturesNotAnnounced {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // Older releases announce them in another way and do not have the module.
        if !matches!(deployment.plugins.has("features_identity"), Some(Verdict::Yes)) {
            return;
        }
        let Some(prosody) = &deployment.prosody else { return };
        let ends_anywhere =
            prosody.components().fold(Verdict::No, |any, host| any.or(host.is_component("end_conference")));
        let mut announced: BTreeMap<String, Vec<(&Host, &String, Span)>> = BTreeMap::new();
        for host in prosody.components() {
            if let Some(Fact::Known(module, origin)) = &host.module
                && ANNOUNCED.contains(&module.as_str())
            {
                let subject = deployment.subject_of(&host.name);
                announced.entry(subject).or_default().push((host, module, origin.span));
            }
        }
        for site in deployment.sites() {
            let Some(main) = site.main() else { continue };
            // This module loads the other one.
            let ends = prosody.modules(main).has("end_conference").or(ends_anywhere.clone());
            if matches!(ends, Verdict::Yes) {
                continue;
            }
            let services: Vec<_> = announced
                .get(&site.subject())
                .into_iter()
                .flatten()
                .filter(|(host, ..)| !has_old_module(deployment, prosody, main, host))
                .map(|(_, module, span)| (module, *span))
                .collect();
            let Some((module, span)) = services.first() else { continue };
            let modules = prosody.modules(main);
            if !sink.no(modules.has("features_identity").or(ends)) {
                continue;
            }
            let mut finding = Finding::new(Problem {
                place: main.place,
                label: "does not load `features_identity`".into(),
                message: "buttons are missing in meetings: browsers do not learn of the services of this site".into(),
                effect: format!(
                    "`{module}` and its like are announced to browsers by the module `features_identity` of the main VirtualHost, \
                     which the installed release has. Without it browsers take them for not there."
                ),
                help: format!("Add `\"features_identity\";` to `modules_enabled` of `VirtualHost \"{}\"`.", main.name),
            })
            .about(site.subject());
            for (_, span) in services.iter().skip(1) {
                finding = finding.related(*span, "this one too");
            }
            sink.report(finding.related(*span, "this service is not announced"));
        }
    }
}

/// Whether the main VirtualHost loads the module that announced this service in older releases, and has it.
fn has_old_module(deployment: &Deployment, prosody: &Prosody, main: &Host, component: &Host) -> bool {
    let Some(Fact::Known(module, _)) = &component.module else { return false };
    let Some(old) = module.strip_suffix("_component") else { return false };
    let loaded = !matches!(prosody.modules(main).has(old), Verdict::No);
    loaded && matches!(deployment.plugins.has(old), Some(Verdict::Yes))
}
