//! Services of the rooms that no browser is told of.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody};

/// See the page.
pub struct FeaturesNotAnnounced;

static META: Meta = Meta {
    id: "rooms/features-not-announced",
    severity: Severity::Warning,
    title: "services that are not announced",
    restart: &[Service::Prosody],
    follows: &[
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
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            // This module loads the other one.
            let ends = prosody.components().fold(prosody.modules(main).has("end_conference"), |any, host| {
                any.or(host.is_component("end_conference"))
            });
            if matches!(ends, Verdict::Yes) {
                continue;
            }
            let services: Vec<_> = prosody
                .components()
                .filter(|host| !has_old_module(deployment, prosody, main, host))
                .filter(|host| deployment.subject_of(&host.name) == site.subject())
                .filter_map(|host| match &host.module {
                    Some(Fact::Known(module, origin)) if ANNOUNCED.contains(&module.as_str()) => {
                        Some((module, origin.span))
                    }
                    _ => None,
                })
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
