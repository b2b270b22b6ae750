//! The lobby stops the recorder like everybody else.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct KeptInLobby;

static META: Meta = Meta {
    id: "recording/kept-in-lobby",
    severity: Severity::Warning,
    title: "recorder that waits in the lobby",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "rooms/lobby-component-missing",
        "rooms/lobby-options-missing",
        "recording/account-host-missing",
    ],
    page: include_str!("kept_in_lobby.md"),
};

impl Rule for KeptInLobby {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let Some(lobby) = prosody.modules(main).place_of("muc_lobby_rooms") else { continue };
            let recorder = site.recorder();
            let Some((recorder, theirs)) = sink.known(&recorder) else { continue };
            if !sink.no(site.lists_recorder(main, "muc_lobby_whitelist", recorder)) {
                continue;
            }
            let own = prosody.option(main, "muc_lobby_whitelist");
            let finding = Finding::new(Problem {
                place: if own.is_set() { own.place().unwrap_or(lobby) } else { lobby },
                label: match own.is_set() {
                    true => format!("`{}` is not in the list", recorder.domain),
                    false => "`muc_lobby_whitelist` is not set".into(),
                },
                message: "a meeting with a lobby cannot be recorded: the recorder waits there".into(),
                effect: format!(
                    "Jibri joins as a user of `{}`. `muc_lobby_rooms` sends everybody to the lobby whose domain is not in \
                     `muc_lobby_whitelist`, and nobody lets the recorder in.",
                    recorder.domain
                ),
                help: format!(
                    "Write `muc_lobby_whitelist = {{ \"{}\" }}` below `VirtualHost \"{}\"`.",
                    recorder.domain, main.name
                ),
            });
            sink.report(finding.about(site.subject()).related(theirs.span, "the recorder's domain"));
        }
    }
}
