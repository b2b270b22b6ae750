//! The VirtualHost of the guests asks for a login.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login, same_domain};

/// See the page.
pub struct GuestHostNotAnonymous;

static META: Meta = Meta {
    id: "auth/guest-host-not-anonymous",
    severity: Severity::Error,
    title: "guest VirtualHost that asks for a login",
    restart: &[Service::Prosody],
    follows: &["prosody/misspelt-option", "prosody/swallowed-options", "prosody/duplicate-option"],
    page: include_str!("guest_host_not_anonymous.md"),
};

impl Rule for GuestHostNotAnonymous {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some((prosody, guest)) = sink.value(site.guest_host()) else { continue };
            let main = site.web.domain();
            if matches!(main.is(|main| same_domain(main, &guest.name)), Verdict::Yes) {
                continue;
            }
            let login = prosody.login(guest);
            let Some((login, origin)) = sink.known(&login) else { continue };
            let wants = match login {
                Login::Password => "a password",
                Login::Token if sink.no(prosody.accepts_no_token(guest)) => "a token",
                // What a module of the site's own asks for, nobody here can tell.
                Login::Token | Login::Anonymous | Login::Other => continue,
            };
            let own = prosody.own_option(guest, "authentication");
            let inherited = matches!(own, Fact::Absent(_));
            let place = if inherited { guest.place } else { origin.span };
            // Where a second line beat the first, the main host's options have probably come to stand here: then it
            // is about the main host.
            let subject = match &main {
                Fact::Known(main, _) if origin.beaten.is_some() => main,
                _ => &guest.name,
            };
            sink.report(
                Finding::new(Problem {
                    place,
                    label: match inherited {
                        true => "no `authentication` is written for this VirtualHost".into(),
                        false => format!("this asks guests for {wants}"),
                    },
                    message: "nobody can join a meeting without logging in".into(),
                    effect: format!(
                        "`config.js` sends guests to `{}`, and Prosody asks for {wants} there.{}",
                        guest.name,
                        if inherited {
                            " A VirtualHost without `authentication` takes the global one."
                        } else {
                            ""
                        }
                    ),
                    help: format!(
                        "Write `authentication = \"jitsi-anonymous\"` into `VirtualHost \"{}\"`.",
                        guest.name
                    ),
                })
                .about(subject)
                .related_opt(Some(origin.span).filter(|span| *span != place), "the global login method")
                .related_opt(site.web.anonymous_domain().place(), "guests are sent there by this line"),
            );
        }
    }
}
