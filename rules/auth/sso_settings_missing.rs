//! `tokenAuthUrl` returns to `static/sso.html`, and that page's settings are not there.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment};

/// See the page.
pub struct SsoSettingsMissing;

static META: Meta = Meta {
    id: "auth/sso-settings-missing",
    severity: Severity::Error,
    title: "login page of Jitsi Meet without its settings",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("sso_settings_missing.md"),
};

impl Rule for SsoSettingsMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, url_at)) = sink.known(&url) else { continue };
            if Address::parse(url).sso_page().is_none() {
                continue;
            }
            let names = ["sso.tokenService", "sso.clientId"];
            let missing: Vec<&str> =
                names.into_iter().filter(|name| sink.absent(&site.web.text(name))).collect();
            if missing.is_empty() {
                continue;
            }
            let sso = match (site.web.value("sso"), site.web.entry("sso")) {
                (Fact::Known(..), Some(entry)) => Some(entry.key_span),
                _ => None,
            };
            let finding = Finding::new(Problem {
                place: sso.unwrap_or(url_at.span),
                label: match sso {
                    Some(_) => format!("`{}` is missing in here", missing.join("` and `")),
                    None => "returns to `/static/sso.html`, which needs `config.sso`".into(),
                },
                message: "nobody can log in: the page after the login does not know the provider".into(),
                effect: "`static/sso.html` takes `tokenService` and `clientId` from `config.sso` to exchange the code for a \
                         token. Without them it stops with \"Missing SSO configuration\"."
                    .into(),
                help: "Write `config.sso = { tokenService: '<host>/realms/<realm>/protocol/openid-connect', \
                       clientId: '<client>' };` at the end of `config.js`, without `https://`."
                    .into(),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}
