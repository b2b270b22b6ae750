//! `muc_wait_for_host` has no lobby to keep guests in.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct WaitForHostWithoutLobby;

static META: Meta = Meta {
    id: "rooms/wait-for-host-without-lobby",
    severity: Severity::Error,
    title: "waiting for a host without a lobby",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "prosody/misplaced-module",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
    ],
    page: include_str!("wait_for_host_without_lobby.md"),
};

impl Rule for WaitForHostWithoutLobby {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let rooms = prosody.modules(muc);
            if !sink.yes(rooms.has("muc_wait_for_host")) {
                continue;
            }
            let modules = prosody.modules(main);
            let missing: Vec<&str> = ["muc_lobby_rooms", "persistent_lobby"]
                .into_iter()
                .filter(|name| sink.no(modules.has(name)))
                .collect();
            let Some(place) = rooms.place_of("muc_wait_for_host").filter(|_| !missing.is_empty()) else {
                continue;
            };
            let list = missing.join("`, `");
            let finding = Finding::new(Problem {
                place,
                label: format!("needs `{list}` on the main VirtualHost"),
                message: "guests enter meetings although they should wait for a host".into(),
                effect: format!(
                    "`muc_wait_for_host` sends guests to a lobby that stays open without a host. That lobby is made by \
                     `muc_lobby_rooms` and `persistent_lobby`; `{}` does not load `{list}`, and the guest is let in.",
                    main.name
                ),
                help: format!(
                    "Add `\"{}\";` to `modules_enabled` of `VirtualHost \"{}\"`.",
                    missing.join("\"; \""),
                    main.name
                ),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related_opt(modules.place, "the modules of the main VirtualHost"),
            );
        }
    }
}
