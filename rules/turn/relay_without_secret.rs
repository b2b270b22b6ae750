//! coturn checks passwords with a secret that it does not have.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct RelayWithoutSecret;

static META: Meta = Meta {
    id: "turn/relay-without-secret",
    severity: Severity::Error,
    title: "relay that accepts nobody",
    restart: &[Service::Coturn],
    follows: &["prosody/misspelt-option"],
    page: include_str!("relay_without_secret.md"),
};

impl Rule for RelayWithoutSecret {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(turn) = &deployment.turn else { return };
        let Some(wanted) = turn.document.root.entry("use-auth-secret") else { return };
        let database = turn.document.root.iter().any(|entry| entry.key.ends_with("userdb"));
        if database || turn.secret().is_set() {
            return;
        }
        // Without Prosody's secret beside it, coturn may serve somebody else.
        let secret = deployment
            .sites()
            .filter_map(|site| Some((site.prosody()?, site.main()?)))
            .map(|(prosody, main)| prosody.option(main, "external_service_secret"))
            .find(|secret| secret.is_set());
        let Some(secret) = secret else { return };
        let Some((_, origin)) = sink.known(&secret) else { return };
        let finding = Finding::new(Problem {
            place: wanted.key_span,
            label: "needs `static-auth-secret`".into(),
            message: "people behind firewalls get no audio and no video: the relay refuses them".into(),
            effect: "coturn makes passwords from a shared secret and compares. Without `static-auth-secret` it has none and \
                     answers \"401 Unauthorized\" to everybody."
                .into(),
            help: "Write `static-auth-secret=` with the value of Prosody's `external_service_secret` below this line.".into(),
        });
        sink.report(finding.related(origin.span, "Prosody's secret"));
    }
}
