//! `tokenAuthUrl` is made with `hosts.domain`, which no browser can open here.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment};

/// See the page.
pub struct TokenUrlUsesXmppDomain;

static META: Meta = Meta {
    id: "auth/token-url-uses-xmpp-domain",
    severity: Severity::Error,
    title: "login address with the internal domain",
    restart: &[],
    follows: &["syntax/javascript-stops-early", "prosody/main-host-missing"],
    page: include_str!("token_url_uses_xmpp_domain.md"),
};

impl Rule for TokenUrlUsesXmppDomain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let Some(page) = Address::parse(url).sso_page() else { continue };
            let host = Address::parse(&page).host();
            let Fact::Known(domain, domain_at) = site.web.domain() else { continue };
            if host != domain || !site.is_no_web_host(&host) {
                continue;
            }
            let own = site.web_hosts().first().cloned().unwrap_or_default();
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`{host}` is the domain inside of Prosody, not the site"),
                message: "nobody can log in: the login returns to a name that browsers do not know".into(),
                effect: format!(
                    "`config.hosts.domain` is `{host}` here, the name that Prosody uses. Browsers reach this site as \
                     `{own}`, so the login cannot return to it."
                ),
                help: format!(
                    "Write `{own}` in place of `config.hosts.domain` in `tokenAuthUrl`, `tokenLogoutUrl` and `sso`."
                ),
            });
            sink.report(finding.about(domain).related(domain_at.span, "the name inside of Prosody"));
        }
    }
}
