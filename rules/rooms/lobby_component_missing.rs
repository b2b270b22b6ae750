//! `lobby_muc` names a Component that Prosody does not have.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct LobbyComponentMissing;

static META: Meta = Meta {
    id: "rooms/lobby-component-missing",
    severity: Severity::Error,
    title: "lobby without its Component",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "rooms/lobby-name-fixed",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
    ],
    page: include_str!("lobby_component_missing.md"),
};

impl Rule for LobbyComponentMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            let Some(used) = modules.place_of("muc_lobby_rooms") else { continue };
            let lobby = prosody.text(main, "lobby_muc");
            let Some((name, origin)) = sink.known(&lobby) else { continue };
            if !sink.no(prosody.muc(name).exists()) {
                continue;
            }
            let other = prosody.host(name).found();
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "Prosody has no Component \"muc\" of this name".into(),
                message: "the lobby does not work: who should wait there cannot join".into(),
                effect: format!(
                    "`muc_lobby_rooms` waits for a Component `{name}` that never comes (\"will wait for it\" in \
                     prosody.log), so no room has a lobby."
                ),
                help: format!(
                    "Add `Component \"{name}\" \"muc\"` to Prosody's configuration, or correct the name."
                ),
            });
            let finding = finding.related(used, "the lobby is switched on here");
            let place = other.map(|host| host.place).filter(|_| matches!(lobby, Fact::Known(..)));
            sink.report(finding.about(site.subject()).related_opt(place, "this is no Component \"muc\""));
        }
    }
}
