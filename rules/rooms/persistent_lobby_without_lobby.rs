//! `persistent_lobby` keeps a lobby open that nothing makes.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct PersistentLobbyWithoutLobby;

static META: Meta = Meta {
    id: "rooms/persistent-lobby-without-lobby",
    severity: Severity::Error,
    title: "`persistent_lobby` without a lobby",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "rooms/wait-for-host-without-lobby",
        "prosody/misplaced-module",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
    ],
    page: include_str!("persistent_lobby_without_lobby.md"),
};

impl Rule for PersistentLobbyWithoutLobby {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            let Some(place) = modules.place_of("persistent_lobby") else { continue };
            if !sink.no(modules.has("muc_lobby_rooms")) {
                continue;
            }
            let finding = Finding::new(Problem {
                place,
                label: "works on the lobby of `muc_lobby_rooms`, which is not loaded".into(),
                message: "meetings have no lobby, and guests come straight in".into(),
                effect: "`persistent_lobby` only keeps a lobby alive while the meeting is empty. Lobbies are made by \
                         `muc_lobby_rooms`, and this VirtualHost does not load it."
                    .into(),
                help: format!("Add `\"muc_lobby_rooms\";` to `modules_enabled` of `VirtualHost \"{}\"`.", main.name),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}
