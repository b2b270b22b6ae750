//! Guests log in by Prosody's own anonymous module instead of Jitsi's.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login};

/// See the page.
pub struct PlainAnonymousGuest;

static META: Meta = Meta {
    id: "auth/plain-anonymous-guest",
    severity: Severity::Info,
    title: "guests by Prosody's own anonymous login",
    restart: &[Service::Prosody],
    follows: &["prosody/misspelt-option"],
    page: include_str!("plain_anonymous_guest.md"),
};

impl Rule for PlainAnonymousGuest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some((prosody, guest)) = sink.value(site.guest_host()) else { continue };
            // Where everybody is anonymous, nothing depends on who is a guest.
            if matches!(site.logs_in_by(Login::Anonymous), Verdict::Yes) {
                continue;
            }
            let method = prosody.text(guest, "authentication");
            let Some((method, origin)) = sink.known(&method) else { continue };
            if method != "anonymous" {
                continue;
            }
            let waiting =
                prosody.components().find_map(|muc| prosody.modules(muc).place_of("muc_wait_for_host"));
            let dangerous = matches!(prosody.waits_for_host(), Verdict::Yes);
            let (message, effect) = match dangerous {
                true => (
                    "guests can open meetings: a link with any made-up token makes them hosts",
                    "`muc_wait_for_host` takes everybody whose session carries a token for a host. Prosody's own \
                     `anonymous` leaves a token from the address of the page in the session without checking it; \
                     Jitsi's `jitsi-anonymous` removes it.",
                ),
                false => (
                    "guests whose connection breaks must join again instead of going on",
                    "Only Jitsi's own module `jitsi-anonymous` lets a guest resume the session after a break. Prosody's \
                     `anonymous` gives the browser a new identity.",
                ),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "Prosody's own module".into(),
                message: message.into(),
                effect: effect.into(),
                help: format!(
                    "Write `authentication = \"jitsi-anonymous\"` into `VirtualHost \"{}\"`.",
                    guest.name
                ),
            })
            .about(&guest.name)
            .severity(if dangerous { Severity::Error } else { Severity::Info });
            sink.report(
                finding.related_opt(waiting.filter(|_| dangerous), "guests are meant to wait for a host"),
            );
        }
    }
}
