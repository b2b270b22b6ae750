//! The login dialog adds another domain to user names than the one where users log in.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login, Lookup, same_domain};

/// See the page.
pub struct LoginDialogDomainMismatch;

static META: Meta = Meta {
    id: "auth/login-dialog-domain-mismatch",
    severity: Severity::Warning,
    title: "login dialog for another domain",
    restart: &[],
    follows: &["prosody/main-host-missing"],
    page: include_str!("login_dialog_domain_mismatch.md"),
};

impl Rule for LoginDialogDomainMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let dialog = site.web.domain_of("authdomain");
            if site.prosody().is_none() || !dialog.is_set() {
                continue;
            }
            let Some(main) = sink.value(site.main_host()).filter(|main| main.login == Login::Password) else {
                continue;
            };
            let Some((domain, origin)) = sink.known(&dialog) else { continue };
            let jicofo = site.jicofo();
            // Users of several domains: the dialog and Jicofo agree on another one, where passwords are asked for.
            let agreed = jicofo.map_or(Verdict::No, |jicofo| {
                let auth = jicofo.auth();
                auth.is_active().and(auth.login_url.is(|url| same_domain(url, domain)))
            });
            if same_domain(domain, &main.host.name) || !sink.no(agreed) {
                continue;
            }
            let services = jicofo.is_some_and(|jicofo| {
                matches!(jicofo.account_domain().is(|account| same_domain(account, domain)), Verdict::Yes)
            });
            let label = match (services, main.prosody.virtual_host(domain)) {
                (true, _) => "only the services of Jitsi have accounts here",
                (false, Lookup::Missing) => "no VirtualHost of Prosody has this name",
                _ => "not the domain where users log in",
            };
            let main_place = match site.web.domain() {
                Fact::Known(_, origin) => Some(origin.span),
                _ => None,
            };
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: label.into(),
                    message: "logging in fails for everybody who types only a user name".into(),
                    effect: format!(
                        "The login dialog adds `@{domain}` to a user name without a domain, but the accounts of users \
                         are on `{}`, and Jicofo accepts only these.",
                        main.host.name
                    ),
                    help: "Delete `authdomain` from `config.js`; the dialog then adds `hosts.domain`.".into(),
                })
                .about(&main.host.name)
                .severity(if services { Severity::Error } else { Severity::Warning })
                .related_opt(main_place, "users log in at this domain"),
            );
        }
    }
}
