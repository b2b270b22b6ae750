//! Jicofo is to send people to visitors' nodes, and Prosody knows nothing of it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct VisitorsHalfEnabled;

static META: Meta = Meta {
    id: "rooms/visitors-half-enabled",
    severity: Severity::Warning,
    title: "visitors for whom Prosody is not set up",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "prosody/misspelt-module",
        "rooms/incomplete-visitor-node",
    ],
    page: include_str!("visitors_half_enabled.md"),
};

impl Rule for VisitorsHalfEnabled {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let enabled = jicofo.boolean("jicofo.visitors.enabled");
        let (Some(prosody), Fact::Known(true, origin)) = (&deployment.prosody, &enabled) else {
            if deployment.prosody.is_some() {
                sink.known(&enabled);
            }
            return;
        };
        for site in deployment.sites() {
            let Some(main) = site.main() else { continue };
            if !matches!(jicofo.serves(&site), Verdict::Yes) {
                continue;
            }
            let modules = prosody.modules(main);
            let component = prosody.components().map(|host| host.is_component("visitors_component")).fold(
                prosody.lossy().map_or(Verdict::No, |why| Verdict::CannotTell(why.clone(), None)),
                Verdict::or,
            );
            let (place, label, help) = if sink.no(modules.has("visitors")) {
                (
                    modules.place.unwrap_or(main.place),
                    "the module `visitors` is not loaded here",
                    format!("Add `\"visitors\";` to `modules_enabled` of `VirtualHost \"{}\"`.", main.name),
                )
            } else if sink.no(component) {
                (
                    modules.place_of("visitors").unwrap_or(main.place),
                    "there is no Component \"visitors_component\" for it",
                    format!(
                        "Add `Component \"visitors.{}\" \"visitors_component\"` to Prosody's configuration.",
                        main.name
                    ),
                )
            } else {
                continue;
            };
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: "a large meeting has no room for visitors".into(),
                effect: "Jicofo asks Prosody for the visitors' service. It finds none, logs \"VisitorsComponentManager is now disabled \
                         with address null\", and people beyond the limit are not sent to other nodes."
                    .into(),
                help,
            });
            sink.report(finding.about(site.subject()).related(origin.span, "visitors are switched on here"));
        }
    }
}
