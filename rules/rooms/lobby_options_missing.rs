//! `muc_lobby_rooms` does not start without `lobby_muc` and `main_muc`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct LobbyOptionsMissing;

static META: Meta = Meta {
    id: "rooms/lobby-options-missing",
    severity: Severity::Error,
    title: "lobby without its options",
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
    page: include_str!("lobby_options_missing.md"),
};

impl Rule for LobbyOptionsMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            let Some(place) = modules.place_of("muc_lobby_rooms") else { continue };
            let missing: Vec<&str> = ["lobby_muc", "main_muc"]
                .into_iter()
                .filter(|name| sink.absent(&prosody.text(main, name)))
                .collect();
            if missing.is_empty() {
                continue;
            }
            let name = |option: &&str| match *option {
                "lobby_muc" => format!("`lobby_muc = \"lobby.{}\"`", main.name),
                _ => match site.muc() {
                    Some(muc) => format!("`main_muc = \"{}\"`", muc.name),
                    None => format!("`main_muc = \"conference.{}\"`", main.name),
                },
            };
            let lines: Vec<String> = missing.iter().map(name).collect();
            let finding = Finding::new(Problem {
                place,
                label: format!("does nothing without `{}`", missing.join("` and `")),
                message: "meetings have no lobby".into(),
                effect: format!(
                    "Without `{}` the module `muc_lobby_rooms` writes \"lobby not enabled missing …\" to the log and \
                     stops.",
                    missing.join("` and `")
                ),
                help: format!("Write {} below `VirtualHost \"{}\"`.", lines.join(" and "), main.name),
            });
            sink.report(finding.about(site.subject()).related(main.place, "the VirtualHost that lacks them"));
        }
    }
}
