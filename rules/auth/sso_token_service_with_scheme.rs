//! `static/sso.html` adds the scheme and `/token` itself.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct SsoTokenServiceWithScheme;

static META: Meta = Meta {
    id: "auth/sso-token-service-with-scheme",
    severity: Severity::Error,
    title: "`tokenService` with `https://` or `/token`",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("sso_token_service_with_scheme.md"),
};

impl Rule for SsoTokenServiceWithScheme {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, _)) = sink.known(&url) else { continue };
            if Address::parse(url).sso_page().is_none() {
                continue;
            }
            let service = site.web.text("sso.tokenService");
            let Some((service, origin)) = sink.known(&service) else { continue };
            let (_, bare) = service.split_once("//").unwrap_or(("", service));
            let bare = bare.trim_end_matches('/');
            let right = bare.strip_suffix("/token").unwrap_or(bare);
            if right == service.trim_end_matches('/') {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("the browser opens `https://{service}/token`"),
                message: "nobody can log in: the page after the login asks an address that does not exist"
                    .into(),
                effect:
                    "`static/sso.html` writes `https://` in front of `tokenService` and `/token` after it."
                        .into(),
                help: format!("Write `tokenService: '{right}'`."),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}
