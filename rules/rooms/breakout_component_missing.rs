//! `muc_breakout_rooms` names a Component that Prosody does not have.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct BreakoutComponentMissing;

static META: Meta = Meta {
    id: "rooms/breakout-component-missing",
    severity: Severity::Error,
    title: "breakout rooms without their Component",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
    ],
    page: include_str!("breakout_component_missing.md"),
};

impl Rule for BreakoutComponentMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            let Some(used) = modules.place_of("muc_breakout_rooms") else { continue };
            let (name, place, label) = match prosody.text(main, "breakout_rooms_muc") {
                Fact::Known(name, origin) => {
                    (name, origin.span, "Prosody has no Component \"muc\" of this name")
                }
                Fact::Absent(_) => (format!("breakout.{}", main.name), used, "its Component is not there"),
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason, Some(origin.span));
                    continue;
                }
            };
            if !sink.no(prosody.muc(&name).exists()) {
                continue;
            }
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: "breakout rooms cannot be opened".into(),
                effect: format!(
                    "`muc_breakout_rooms` waits for a Component `{name}` that never comes (\"will wait for it\" in \
                     prosody.log)."
                ),
                help: format!(
                    "Add `Component \"{name}\" \"muc\"` to Prosody's configuration, or correct `breakout_rooms_muc`."
                ),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related(main.place, "breakout rooms are switched on for this VirtualHost"),
            );
        }
    }
}
