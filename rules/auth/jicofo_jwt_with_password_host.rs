//! Jicofo expects tokens, and the main host takes passwords.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{AuthType, Deployment, Login};

/// See the page.
pub struct JicofoJwtWithPasswordHost;

static META: Meta = Meta {
    id: "auth/jicofo-jwt-with-password-host",
    severity: Severity::Warning,
    title: "tokens in Jicofo beside password login",
    restart: &[Service::Jicofo],
    follows: &["auth/token-method-not-switched", "auth/jicofo-login-url-mismatch"],
    page: include_str!("jicofo_jwt_with_password_host.md"),
};

impl Rule for JicofoJwtWithPasswordHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        for site in deployment.sites() {
            let main = site.main_host();
            // With a login page of its own the site does without the dialog.
            if site.web.text("tokenAuthUrl").is_set() || !sink.yes(jicofo.serves(&site)) {
                continue;
            }
            let Some((main, _)) = sink.known(&main) else { continue };
            if main.login != Login::Password || !sink.yes(auth.is_active_as(&AuthType::Jwt)) {
                continue;
            }
            let place = auth.kind.place().or(auth.enabled.place()).unwrap_or(main.place);
            let fix = match auth.legacy {
                Some(_) => "Write `XMPP:` instead of `EXT_JWT:` in front of the domain.",
                None => "Write `type = XMPP` in `jicofo.authentication`.",
            };
            sink.report(
                Finding::new(Problem {
                    place,
                    label: "a login with tokens".into(),
                    message: "users get no dialog for their name and password, so that nobody can open a meeting".into(),
                    effect: "With type JWT Jicofo announces that the login is the business of another site, and names none. \
                             Prosody takes names and passwords for the main domain, but the page never asks for them."
                        .into(),
                    help: fix.into(),
                })
                .about(&main.host.name)
                .related(main.place, "users log in with passwords")
                .restart_what_reads(deployment, place),
            );
        }
    }
}
