//! Tokens are asked for on the main host, but nothing keeps guests from opening rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct TokenGuestsCreateRooms;

static META: Meta = Meta {
    id: "auth/token-guests-create-rooms",
    severity: Severity::Error,
    title: "guests who may open rooms",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/guest-host-missing",
        "prosody/misplaced-module",
        "jicofo/section-outside-root",
        "auth/jicofo-legacy-url-without-type",
        "auth/jicofo-auth-without-type",
        "auth/jicofo-auth-type-invalid",
        "prosody/misspelt-module",
    ],
    page: include_str!("token_guests_create_rooms.md"),
};

impl Rule for TokenGuestsCreateRooms {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let guests = site.web.anonymous_domain();
            let Fact::Known(guest, origin) = &guests else {
                if sink.yes(site.takes_tokens()) {
                    sink.known(&guests);
                }
                continue;
            };
            let modules = prosody.modules(muc);
            let open = site
                .takes_tokens()
                .and(site.welcomes_guests())
                .and(jicofo.auth().is_active().negate())
                .and(modules.has("muc_wait_for_host").negate())
                .and(prosody.modules(main).has("reservations").negate())
                .and(site.rooms_refuse_tokenless(guest).negate());
            if !sink.yes(open) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: modules.place.unwrap_or(muc.place),
                label: "nothing here makes guests wait".into(),
                message: "guests without a token can open meetings themselves".into(),
                effect: format!(
                    "Browsers without a token connect to `{guest}`, which lets everybody in, and Jicofo opens a room for \
                     whoever asks: its login is off, and `muc_wait_for_host` is not loaded on `{}`. The first guest becomes \
                     the moderator.",
                    muc.name
                ),
                help: format!(
                    "Add `\"muc_wait_for_host\";` to `modules_enabled` of `Component \"{}\" \"muc\"`, and \
                     `\"muc_lobby_rooms\"; \"persistent_lobby\";` to those of `VirtualHost \"{}\"`.",
                    muc.name, main.name
                ),
            })
            .about(&main.name)
            .related(origin.span, "guests are sent here");
            sink.report(finding);
        }
    }
}
