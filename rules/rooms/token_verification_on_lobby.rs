//! Tokens are checked at the door of the lobby too.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct TokenVerificationOnLobby;

static META: Meta = Meta {
    id: "rooms/token-verification-on-lobby",
    severity: Severity::Warning,
    title: "token check before the lobby",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "rooms/lobby-component-missing",
        "rooms/lobby-options-missing",
        "prosody/module-file-missing",
    ],
    page: include_str!("token_verification_on_lobby.md"),
};

impl Rule for TokenVerificationOnLobby {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            if modules.place_of("muc_lobby_rooms").is_none() {
                continue;
            }
            let name = prosody.text(main, "lobby_muc");
            let Some((name, _)) = sink.known(&name) else { continue };
            let Some(lobby) = prosody.muc(name).found() else { continue };
            let checks = prosody.modules(lobby);
            if !sink.yes(checks.has("token_verification")) {
                continue;
            }
            // Without its options the module does nothing.
            let parent = prosody.verification_parent(lobby).found();
            if !sink.yes(
                parent.map_or(crate::fact::Verdict::No, |parent| {
                    prosody.token_options(parent).app_id.is(|_| true)
                }),
            ) {
                continue;
            }
            let Some(place) = checks.place_of("token_verification") else { continue };
            let finding = Finding::new(Problem {
                place,
                label: "this Component is the lobby".into(),
                message: "people who have to wait in the lobby are refused instead".into(),
                effect: "`token_verification` looks for the room among those of the main MUC, under the name of the lobby, and \
                         says \"Room does not exist\" to whoever wants to wait."
                    .into(),
                help: "Remove `\"token_verification\";` here; the Component of the meetings is where it belongs.".into(),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related_opt(modules.place_of("muc_lobby_rooms"), "makes the lobby"),
            );
        }
    }
}
