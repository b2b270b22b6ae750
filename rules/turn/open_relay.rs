//! coturn relays for everybody.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::text::Span;

/// See the page.
pub struct OpenRelay;

static META: Meta = Meta {
    id: "turn/open-relay",
    severity: Severity::Error,
    title: "relay that is open to everybody",
    restart: &[Service::Coturn],
    follows: &[],
    page: include_str!("open_relay.md"),
};

/// These switch passwords on by themselves.
const ASKS: [&str; 3] = ["use-auth-secret", "static-auth-secret", "lt-cred-mech"];
/// With one of these coturn asks for a password.
const PROTECTED: [&str; 5] = ["use-auth-secret", "static-auth-secret", "lt-cred-mech", "user", "oauth"];

impl Rule for OpenRelay {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(turn) = &deployment.turn else { return };
        if turn.has("stun-only") {
            return;
        }
        let without = turn.document.root.entry("no-auth");
        let protected = PROTECTED.into_iter().any(|option| turn.has(option));
        let place = match without {
            // With both coturn does not start: "cannot be used together".
            Some(entry) if !ASKS.into_iter().any(|option| turn.has(option)) => entry.key_span,
            // The file of the package says nothing at all, and coturn may not even run.
            None if !protected && deployment.sites().any(|site| site.uses_own_relay()) => {
                turn.document.root.iter().next().map_or(Span::start_of(turn.file), |entry| entry.key_span)
            }
            _ => return,
        };
        let finding = Finding::new(Problem {
            place,
            label: match without {
                Some(_) => "nobody is asked for a password".into(),
                None => "`use-auth-secret` and `static-auth-secret` are missing".into(),
            },
            message: "everybody on the internet can send traffic through this server".into(),
            effect: "coturn relays for anybody who asks. Strangers use such servers to hide where their traffic comes from, and to \
                     reach machines that are behind this one."
                .into(),
            help: "Write `use-auth-secret` and `static-auth-secret=` with the value of Prosody's `external_service_secret`, and \
                   remove `no-auth`."
                .into(),
        });
        sink.report(finding);
    }
}
