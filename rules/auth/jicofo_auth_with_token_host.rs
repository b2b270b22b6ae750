//! jicofo is told that users log in with XMPP passwords, but the main host takes tokens.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{AuthType, Deployment};

/// See the page.
pub struct JicofoAuthWithTokenHost;

static META: Meta = Meta {
    id: "auth/jicofo-auth-with-token-host",
    severity: Severity::Warning,
    title: "password login in Jicofo beside tokens",
    restart: &[Service::Jicofo],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jicofo-auth-with-wait-for-host",
        "auth/jicofo-legacy-url-overrides",
    ],
    page: include_str!("jicofo_auth_with_token_host.md"),
};

impl Rule for JicofoAuthWithTokenHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        for site in deployment.sites() {
            let Some(main) = site.main() else { continue };
            if !sink.yes(site.takes_tokens().and(auth.is_active_as(&AuthType::Xmpp))) {
                continue;
            }
            let login_page = site.web.text("tokenAuthUrl").is_set();
            let (message, effect) = if login_page {
                (
                    "users stay logged in after their token has ended",
                    "With type XMPP Jicofo keeps a session for each browser that once had a token, and takes that browser for \
                     logged in later, whatever the token says.",
                )
            } else {
                (
                    "users without a token are asked for a password that nobody has",
                    "With type XMPP Jicofo announces a login with name and password. The page shows that dialog, and no account \
                     can be right there: the main host accepts tokens only.",
                )
            };
            let finding = Finding::new(Problem {
                place: auth.kind.place().or(auth.enabled.place()).unwrap_or(main.place),
                label: "a login with name and password".into(),
                message: message.into(),
                effect: effect.into(),
                help: super::without_jicofo_login(
                    &auth,
                    "; or, if jicofo is to keep guests from opening rooms, use type JWT",
                ),
            })
            .about(&main.name)
            .related_opt(
                site.prosody().and_then(|prosody| prosody.own_option(main, "authentication").place()),
                "users log in with tokens",
            );
            sink.report(finding);
        }
    }
}
