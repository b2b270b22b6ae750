//! A Component of Jitsi is not below any VirtualHost, so nobody finds it.

use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct ServiceOutsideDomain;

static META: Meta = Meta {
    id: "rooms/service-outside-domain",
    severity: Severity::Warning,
    title: "service out of sight",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "rooms/service-component-missing",
    ],
    page: include_str!("service_outside_domain.md"),
};

impl Rule for ServiceOutsideDomain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mains: BTreeSet<&str> = prosody.virtual_hosts().map(|host| host.name.as_str()).collect();
        for host in prosody.components() {
            let Some(Fact::Known(module, origin)) = &host.module else { continue };
            if !SERVICES.contains(&module.as_str()) {
                continue;
            }
            let above = host.name.match_indices('.').map(|(dot, _)| &host.name[dot + 1..]);
            if above.into_iter().any(|name| mains.contains(name)) {
                continue;
            }
            // A list of one's own may announce any host.
            let listed = prosody
                .virtual_hosts()
                .map(|main| prosody.option(main, "disco_items").is(|_| true))
                .fold(Verdict::No, Verdict::or);
            let lossy = prosody
                .lossy()
                .map_or(Verdict::No, |reason| Verdict::CannotTell(reason.clone(), Some(host.place)));
            if !sink.no(listed.or(lossy)) {
                continue;
            }
            let site = deployment.sites().next().and_then(|site| site.main());
            let label = host.name.split('.').next().unwrap_or_default();
            let help = match site {
                Some(main) => format!("Name it `{label}.{}`.", main.name),
                None => "Put the name of the main VirtualHost behind the first dot.".to_owned(),
            };
            let finding = Finding::new(Problem {
                place: host.place,
                label: "not below any VirtualHost".into(),
                message: format!("what `{module}` offers is missing in all meetings: nobody finds it"),
                effect: format!(
                    "Browsers and Jicofo find such services by asking the main VirtualHost, which lists the Components \
                     whose names end with its own. `{}` is not among them.",
                    host.name
                ),
                help,
            })
            .related(origin.span, "a service of Jitsi")
            .related_opt(site.map(|main| main.place), "the main VirtualHost");
            let subject = site.map_or_else(|| deployment.subject_of(&host.name), |main| main.name.clone());
            sink.report(finding.about(subject));
        }
    }
}

/// Services that are found through the main VirtualHost.
const SERVICES: [&str; 6] = [
    "av_moderation_component",
    "end_conference",
    "filesharing_component",
    "polls_component",
    "room_metadata_component",
    "speakerstats_component",
];
