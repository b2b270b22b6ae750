//! Guests have no token, and `token_verification` lets nobody in without one.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct TokenVerificationBlocksGuests;

static META: Meta = Meta {
    id: "auth/token-verification-blocks-guests",
    severity: Severity::Error,
    title: "guests whom the rooms refuse",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/guest-host-missing",
        "auth/token-verification-parent-unresolved",
        "auth/oidc-room-claim-required",
    ],
    page: include_str!("token_verification_blocks_guests.md"),
};

impl Rule for TokenVerificationBlocksGuests {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc), Some(main)) = (site.prosody(), site.muc(), site.main()) else {
                continue;
            };
            let guests = site.web.anonymous_domain();
            let Fact::Known(guest, origin) = &guests else {
                if prosody.modules(muc).place_of("token_verification").is_some() {
                    sink.known(&guests);
                }
                continue;
            };
            let blocked =
                site.takes_tokens().and(site.welcomes_guests()).and(site.rooms_refuse_tokenless(guest));
            if !sink.yes(blocked) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: prosody.modules(muc).place_of("token_verification").unwrap_or(muc.place),
                label: format!("refuses guests of `{guest}`"),
                message: "guests cannot enter any room".into(),
                effect: "Guests have no token, and `token_verification` compares the room with the one in the token. It \
                         answers \"Room name cannot be matched to the one from token.\" and the page says that joining is not \
                         allowed."
                    .into(),
                help: format!(
                    "Add `token_verification_allowlist = {{ \"{guest}\" }}` below `Component \"{}\" \"muc\"`. Tokens are still \
                     compared with the room.",
                    muc.name
                ),
            })
            .about(&main.name)
            .related(origin.span, "guests are sent here");
            sink.report(finding);
        }
    }
}
