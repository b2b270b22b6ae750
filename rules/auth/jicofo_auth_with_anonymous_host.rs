//! Jicofo checks for users of a domain that everybody may enter without a login.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login, same_domain};

/// See the page.
pub struct JicofoAuthWithAnonymousHost;

static META: Meta = Meta {
    id: "auth/jicofo-auth-with-anonymous-host",
    severity: Severity::Error,
    title: "login check of Jicofo for an anonymous VirtualHost",
    restart: &[Service::Prosody, Service::Jicofo],
    follows: &["prosody/misspelt-option", "auth/token-method-not-switched"],
    page: include_str!("jicofo_auth_with_anonymous_host.md"),
};

impl Rule for JicofoAuthWithAnonymousHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(auth) = site.jicofo().map(|jicofo| jicofo.auth()) else { continue };
            if matches!(auth.is_active(), Verdict::No) {
                continue;
            }
            let Some(main) = sink.value(site.main_host()).filter(|main| main.login == Login::Anonymous)
            else {
                continue;
            };
            let domain = &main.host.name;
            // Another domain is another mistake, with a rule of its own.
            let served = auth.login_url.is(|url| same_domain(url, domain));
            if !sink.yes(auth.is_active().and(served)) {
                continue;
            }
            sink.report(
                Finding::new(Problem {
                    place: main.place,
                    label: "everybody enters without a login".into(),
                    message: "everybody can open meetings and is moderator, although a login is meant to be needed".into(),
                    effect: format!(
                        "Jicofo lets users of `{domain}` open meetings and makes each of them a moderator. Prosody \
                         lets everybody into `{domain}`, so everybody counts as logged in."
                    ),
                    help: format!(
                        "Write `authentication = \"internal_hashed\"` (passwords) or `authentication = \"token\"` into \
                         `VirtualHost \"{domain}\"`. If the server is meant to be open, write `enabled = false` in the `authentication` block of `jicofo.conf`."
                    ),
                })
                .about(domain)
                .related_opt(auth.place(), "the login check is switched on here"),
            );
        }
    }
}
