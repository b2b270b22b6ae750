//! `muc_wait_for_host` knows the lobby only by the name `lobby.<base>`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct LobbyNameFixed;

static META: Meta = Meta {
    id: "rooms/lobby-name-fixed",
    severity: Severity::Error,
    title: "lobby of another name while guests wait for a host",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "rooms/wait-for-host-without-lobby",
        "prosody/misplaced-module",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "rooms/mapper-base-mismatch",
    ],
    page: include_str!("lobby_name_fixed.md"),
};

impl Rule for LobbyNameFixed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let rooms = prosody.modules(muc);
            let Some(waiting) = rooms.place_of("muc_wait_for_host") else { continue };
            let (base, lobby) =
                (prosody.text(muc, "muc_mapper_domain_base"), prosody.text(main, "lobby_muc"));
            let (Some((base, base_at)), Some((lobby, origin))) = (sink.known(&base), sink.known(&lobby))
            else {
                continue;
            };
            let wanted = format!("lobby.{base}");
            if same_domain(lobby, &wanted) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`muc_wait_for_host` looks for `{wanted}`"),
                message: "guests stay in the lobby even when the host has come".into(),
                effect: format!(
                    "`muc_wait_for_host` does not read `lobby_muc`: it lets guests out of the Component `{wanted}`, \
                     whose name it makes from `muc_mapper_domain_base`."
                ),
                help: format!("Write `lobby_muc = \"{wanted}\"` and name the Component so."),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related(waiting, "guests wait for a host")
                    .related(base_at.span, "the name is made from this"),
            );
        }
    }
}
