//! Prosody makes credentials from one secret and coturn checks them with another.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Turn, is_relay};
use crate::secret::Purpose;
use crate::text::Span;
use crate::value::Value;

/// See the page.
pub struct SecretMismatch;

static META: Meta = Meta {
    id: "turn/secret-mismatch",
    severity: Severity::Error,
    title: "different secrets in Prosody and coturn",
    restart: &[Service::Prosody],
    follows: &["turn/missing-credentials", "prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("secret_mismatch.md"),
};

impl Rule for SecretMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(turn)) =
                (site.prosody(), site.main(), deployment.turn.as_ref())
            else {
                continue;
            };
            let Some((accepted, theirs)) = secrets_of(turn) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            for entry in services.iter().filter(|entry| is_relay(entry) && site.runs_service(entry)) {
                let global = prosody.option(main, "external_service_secret");
                let own = match entry.get("secret") {
                    Some(node) if node.value == Value::Bool(true) => match sink.known(&global) {
                        Some((node, _)) => *node,
                        None => continue,
                    },
                    Some(node) => node,
                    None => continue,
                };
                if let Value::Unknown(reason) = &own.value {
                    sink.cannot_tell(reason.clone(), Some(own.span));
                    continue;
                }
                let Some(text) = own.value.text_for(Purpose::Judge) else { continue };
                if accepted.contains(&text) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: own.span,
                    label: "not the secret of coturn".into(),
                    message: "people behind firewalls get no audio and no video: the relay refuses them"
                        .into(),
                    effect:
                        "Prosody makes passwords for the relay from this secret. coturn checks them with \
                             `static-auth-secret`, which is another one, and answers \"401 Unauthorized\"."
                            .into(),
                    help: "Write the value of `static-auth-secret` in `/etc/turnserver.conf` here.".into(),
                });
                sink.report(finding.about(site.subject()).related(theirs, "coturn's secret"));
            }
        }
    }
}

/// The secrets that coturn accepts, and where the last one is named. `None` when it asks a database.
fn secrets_of(turn: &Turn) -> Option<(Vec<&str>, Span)> {
    let root = &turn.document.root;
    if root.iter().any(|entry| entry.key.ends_with("userdb")) {
        return None;
    }
    let entry = root.entry("static-auth-secret")?;
    let nodes = entry.beaten.iter().map(|beaten| &beaten.node).chain([&entry.node]);
    Some((nodes.filter_map(|node| node.value.text_for(Purpose::Judge)).collect(), entry.key_span))
}
