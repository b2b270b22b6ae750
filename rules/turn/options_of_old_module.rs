//! The relay is set up for a module that is not loaded any more.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct OptionsOfOldModule;

static META: Meta = Meta {
    id: "turn/options-of-old-module",
    severity: Severity::Warning,
    title: "relay set up for a module of old",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked", "prosody/main-host-missing"],
    page: include_str!("options_of_old_module.md"),
};

impl Rule for OptionsOfOldModule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let old = prosody.option(main, "turncredentials");
            let Some((_, origin)) = sink.known(&old) else { continue };
            let modules = prosody.modules(main);
            if !sink.no(modules.has("turncredentials"))
                || !sink.absent(&prosody.option(main, "external_services"))
            {
                continue;
            }
            let loaded = modules.place_of("external_services");
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "only `turncredentials` reads this, and it is not loaded".into(),
                message: "people behind firewalls get no audio and no video: browsers are told of no relay".into(),
                effect: "Since the spring of 2021 Jitsi Meet asks the module `external_services` for relays. It reads `external_services` \
                         and `external_service_secret`, which are not set, and knows nothing of `turncredentials`."
                    .into(),
                help: "Write the same relays as `external_services`, the secret as `external_service_secret`, and remove the \
                       options of `turncredentials`."
                    .into(),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related_opt(loaded, "this module is loaded")
                    .related(main.place, "on this host"),
            );
        }
    }
}
