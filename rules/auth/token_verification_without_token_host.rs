//! `token_verification` guards the rooms, but nothing about tokens is configured.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login};

/// See the page.
pub struct TokenVerificationWithoutTokenHost;

static META: Meta = Meta {
    id: "auth/token-verification-without-token-host",
    severity: Severity::Warning,
    title: "token check without any tokens",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/token-verification-parent-unresolved",
    ],
    page: include_str!("token_verification_without_token_host.md"),
};

impl Rule for TokenVerificationWithoutTokenHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let modules = prosody.modules(muc);
            let Some(place) = modules.place_of("token_verification") else { continue };
            let no_tokens =
                prosody.login(main).is(|login| matches!(login, Login::Anonymous | Login::Password));
            let no_app = prosody.option(main, "app_id").missing();
            let unused = no_tokens.and(no_app);
            if matches!(unused, Verdict::No) {
                continue;
            }
            let elsewhere = prosody.takes_tokens_beside(main);
            if !sink.yes(unused.and(elsewhere.negate())) {
                continue;
            }
            let finding = Finding::new(Problem {
                place,
                label: "does nothing, because there is no `app_id`".into(),
                message: "everybody who can connect enters any room: no token is ever asked for".into(),
                effect: format!(
                    "`token_verification` reads the token options of `{}`, finds no `app_id` and switches itself off (log: \
                     \"'app_id' must not be empty\"). Users log in there without a token.",
                    main.name
                ),
                help: format!(
                    "For meetings with tokens, write `authentication = \"token\"`, `app_id = \"…\"` and `app_secret = \"…\"` \
                     below `VirtualHost \"{}\"`. For meetings without, remove `\"token_verification\"`.",
                    main.name
                ),
            })
            .about(&main.name)
            .related_opt(prosody.own_option(main, "authentication").place(), "users log in without a token");
            sink.report(finding);
        }
    }
}
