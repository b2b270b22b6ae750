//! Users are sent to a page that gives them a token, but Prosody does not take tokens.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Login};

/// See the page.
pub struct TokenPageWithoutTokenHost;

static META: Meta = Meta {
    id: "auth/token-page-without-token-host",
    severity: Severity::Warning,
    title: "login page for tokens that Prosody does not take",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "rooms/wait-for-host-without-login",
        "prosody/main-host-missing",
        "auth/main-host-without-login-method",
        "auth/unknown-login-method",
        "auth/token-method-not-switched",
        "rooms/wait-for-host-without-login",
    ],
    page: include_str!("token_page_without_token_host.md"),
};

impl Rule for TokenPageWithoutTokenHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            // Whatever its value is, a token is what comes back.
            let Some(page) =
                site.web.entry("tokenAuthUrl").filter(|_| site.web.value("tokenAuthUrl").is_set())
            else {
                continue;
            };
            if page.node.as_str() == Some("") {
                continue;
            }
            let Some(main) = sink.value(site.main_host()) else { continue };
            let (label, effect) = match main.login {
                Login::Anonymous => (
                    "everybody enters here without a login",
                    "Prosody lets everybody in without looking at a token, so users stay anonymous",
                ),
                Login::Password => (
                    "passwords are asked for here",
                    "Prosody asks for a password there, which the login page cannot give",
                ),
                // A module of the site's own may well take tokens.
                Login::Token | Login::Other => continue,
            };
            sink.report(
                Finding::new(Problem {
                    place: main.place,
                    label: label.into(),
                    message: "users log in on the login page, but the server does not take their token".into(),
                    effect: format!(
                        "`tokenAuthUrl` sends users to a page that returns a token for `{}`. {effect}.",
                        main.host.name
                    ),
                    help: format!(
                        "Write `authentication = \"token\"` with `app_id` and its keys into `VirtualHost \"{}\"`. If \
                         tokens are not wanted, delete `tokenAuthUrl` from `config.js`.",
                        main.host.name
                    ),
                })
                .about(&main.host.name)
                .related(page.node.span, "users are sent to this page for a token"),
            );
        }
    }
}
