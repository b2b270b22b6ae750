//! A module of the main VirtualHost announces a Component that Prosody does not have.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct ServiceComponentMissing;

static META: Meta = Meta {
    id: "rooms/service-component-missing",
    severity: Severity::Warning,
    title: "service without its Component",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "prosody/swallowed-options",
    ],
    page: include_str!("service_component_missing.md"),
};

impl Rule for ServiceComponentMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            for (module, option, label) in SERVICES {
                let Some(listed) = modules.place_of(module) else { continue };
                let (name, place) = match prosody.text(main, option) {
                    Fact::Known(name, origin) => (name, origin.span),
                    Fact::Absent(_) => (format!("{label}.{}", main.name), listed),
                    Fact::Unknown(reason, origin) => {
                        sink.cannot_tell(reason, Some(origin.span));
                        continue;
                    }
                };
                if !sink.no(prosody.host(&name).exists()) {
                    continue;
                }
                let similar = prosody.similar_host(&name, |host| host.module.is_some());
                let finding = Finding::new(Problem {
                    place,
                    label: format!("Prosody has no Component `{name}`"),
                    message: format!("what `{module}` offers does not work in any meeting"),
                    effect: format!(
                        "`{module}` tells browsers to talk to `{name}`. Prosody has no such Component, and their requests \
                         are lost."
                    ),
                    help: match similar {
                        Some(host) => format!(
                            "Write `{option} = \"{}\"`, or correct the name of that Component.",
                            host.name
                        ),
                        None => format!(
                            "Add `Component \"{name}\"` with its module and `muc_component` to Prosody's configuration, or \
                             remove `\"{module}\"` here."
                        ),
                    },
                });
                sink.report(
                    finding
                        .about(site.subject())
                        .related(main.place, "announced on this VirtualHost")
                        .related_opt(similar.map(|host| host.place), "Prosody has this one"),
                );
            }
        }
    }
}

/// The module that announces a service, its option for the Component, and the first label of the default name.
const SERVICES: [(&str, &str, &str); 4] = [
    ("av_moderation", "av_moderation_component", "avmoderation"),
    ("end_conference", "end_conference_component", "endconference"),
    ("room_metadata", "room_metadata_component", "metadata"),
    ("speakerstats", "speakerstats_component", "speakerstats"),
];
