//! Tokens open the connection, but `token_verification` does not guard the rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct TokenVerificationMissing;

static META: Meta = Meta {
    id: "auth/token-verification-missing",
    severity: Severity::Warning,
    title: "rooms that do not look at the token",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/duplicate-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "prosody/misplaced-module",
        "auth/oidc-room-claim-required",
    ],
    page: include_str!("token_verification_missing.md"),
};

impl Rule for TokenVerificationMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let modules = prosody.modules(muc);
            // A module of the site's own may do the same under another name.
            if modules.iter().any(|module| module.text.contains("verif")) {
                continue;
            }
            if !sink.yes(site.takes_tokens().and(modules.has("token_verification").negate())) {
                continue;
            }
            let options = prosody.token_options(main);
            let names_no_rooms = matches!(options.require_room.is(|required| !required), Verdict::Yes);
            let finding = Finding::new(Problem {
                place: modules.place.unwrap_or(muc.place),
                label: "`token_verification` is not loaded on the meeting rooms".into(),
                message: "a token for one room opens every room".into(),
                effect: format!(
                    "The login on `{}` checks only who signed the token and when it ends. That the room and the domain in the \
                     token are those of the meeting is checked by `token_verification` on `{}`.",
                    main.name, muc.name
                ),
                help: format!("Add `\"token_verification\";` to `modules_enabled` of `Component \"{}\" \"muc\"`.", muc.name),
            })
            .about(&main.name)
            .severity(if names_no_rooms { Severity::Info } else { Severity::Warning });
            sink.report(finding);
        }
    }
}
