//! The relay does not take the passwords that Prosody makes for it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, as_flag, as_number, field};

/// See the page.
pub struct RelayRefusesPassword;

static META: Meta = Meta {
    id: "network/relay-refuses-password",
    severity: Severity::Error,
    title: "relay that refuses the passwords of Prosody",
    restart: &[Service::Prosody],
    follows: &["turn/secret-mismatch", "turn/missing-credentials", "turn/relay-without-secret"],
    page: include_str!("relay_refuses_password.md"),
};

impl Rule for RelayRefusesPassword {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for relay in deployment.offered_relays() {
            let Some((_, secret)) = sink.known(&relay.secret) else { continue };
            let address = relay.address();
            let answer = deployment.network.get(&["probes", "turn", &address]);
            let Some((answer, _)) = sink.known(&answer) else { continue };
            let allocated = field(answer, "allocated", as_flag);
            if !allocated.is_set() || !sink.no(allocated.is(|allocated| *allocated)) {
                continue;
            }
            let error = field(answer, "error", as_number);
            // That there is no room, or that others have to ask, is no matter of the secret.
            let Some((code @ (401 | 441), origin)) = sink.known(&error).map(|(code, origin)| (*code, origin))
            else {
                continue;
            };
            let finding = Finding::new(Problem {
                place: secret.span,
                label: format!("not the secret of `{}`", relay.host),
                message: "people behind firewalls get no audio and no video: the relay refuses them".into(),
                effect: format!(
                    "`{address}` was asked for a place with a name and password made from this secret, as Prosody makes them for every \
                     browser. It answered {code}: its secret is another one, it asks a database, or its clock is a day ahead.",
                ),
                help: format!(
                    "Write here what `static-auth-secret` is in `/etc/turnserver.conf` on `{}`, and see that `use-auth-secret` is there \
                     too. coturn takes changes only when it is restarted.",
                    relay.host
                ),
            });
            sink.report(
                finding
                    .about(relay.subject)
                    .related(relay.place, "the relay")
                    .related(origin.span, "its answer"),
            );
        }
    }
}
