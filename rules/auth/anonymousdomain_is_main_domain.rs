//! Guests are sent to the very domain where users log in.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login, same_domain};

/// See the page.
pub struct AnonymousdomainIsMainDomain;

static META: Meta = Meta {
    id: "auth/anonymousdomain-is-main-domain",
    severity: Severity::Error,
    title: "guest domain that is the main domain",
    restart: &[],
    follows: &[],
    page: include_str!("anonymousdomain_is_main_domain.md"),
};

impl Rule for AnonymousdomainIsMainDomain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let guest = site.web.anonymous_domain();
            let Some((guest, origin)) = sink.known(&guest) else { continue };
            let main = site.web.domain();
            if !sink.yes(main.is(|main| same_domain(main, guest))) {
                continue;
            }
            let Some(host) = sink.value(site.main_host()) else { continue };
            if !matches!(host.login, Login::Password | Login::Token) {
                continue;
            }
            let anonymous = host.prosody.virtual_hosts().find(|other| {
                matches!(host.prosody.login(other).is(|login| *login == Login::Anonymous), Verdict::Yes)
            });
            let help = match anonymous {
                Some(other) => format!("Write `anonymousdomain: '{}'`.", other.name),
                None => format!(
                    "Write `anonymousdomain: 'guest.{guest}'`, and add `VirtualHost \"guest.{guest}\"` with \
                     `authentication = \"jitsi-anonymous\"` to Prosody's configuration."
                ),
            };
            let domain_place = match &main {
                Fact::Known(_, origin) => Some(origin.span),
                _ => None,
            };
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: "the domain where users log in".into(),
                    message: "nobody can join a meeting without logging in".into(),
                    effect: format!(
                        "Guests are sent to `{guest}` like everybody else, and Prosody asks for a login there. The \
                         domain of the guests must be a VirtualHost of its own."
                    ),
                    help,
                })
                .about(guest)
                .related_opt(domain_place, "the same domain")
                .related(host.place, "this VirtualHost needs a login"),
            );
        }
    }
}
