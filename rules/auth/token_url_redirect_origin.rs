//! `redirect_uri` in `tokenAuthUrl` is not on the site of the meetings.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment};

/// See the page.
pub struct TokenUrlRedirectOrigin;

static META: Meta = Meta {
    id: "auth/token-url-redirect-origin",
    severity: Severity::Error,
    title: "login that returns to another site",
    restart: &[],
    follows: &[
        "auth/token-url-uses-xmpp-domain",
        "syntax/javascript-stops-early",
        "web/hosts-incomplete",
        "prosody/main-host-missing",
    ],
    page: include_str!("token_url_redirect_origin.md"),
};

impl Rule for TokenUrlRedirectOrigin {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let Some(page) = Address::parse(url).sso_page() else { continue };
            let page = Address::parse(&page);
            let host = page.host();
            let main = matches!(site.web.domain(), Fact::Known(domain, _) if domain == host);
            let plain = page.scheme == "http" && !page.is_internal();
            if host.is_empty() || !(plain || (!main && site.is_no_web_host(&host))) {
                continue;
            }
            let own = site.web_hosts().first().cloned().unwrap_or_else(|| host.clone());
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("returns to `{}://{}`", page.scheme, page.authority),
                message: "nobody can log in: the login returns to another site than the meeting's".into(),
                effect: "The page behind `redirect_uri` hands the token to the window that opened the login. Browsers allow \
                         that only between pages of the same scheme, host and port."
                    .into(),
                help: format!("Write `redirect_uri=https://{own}/static/sso.html`."),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}
