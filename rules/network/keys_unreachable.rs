//! Nobody answers where Prosody takes the keys of tokens from.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Address;
use crate::model::Deployment;
use crate::value::Reason;

/// See the page.
pub struct KeysUnreachable;

static META: Meta = Meta {
    id: "network/keys-unreachable",
    severity: Severity::Error,
    title: "address of the token keys that nobody answers",
    restart: &[Service::Prosody],
    follows: &["auth/asap-key-server-not-a-url", "auth/oidc-address-misspelt"],
    page: include_str!("keys_unreachable.md"),
};

impl Rule for KeysUnreachable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for source in deployment.key_sources() {
            let (word, detail) = (source.answer.text("failed"), source.answer.text("detail"));
            let Some((&word, failed)) = sink.known(&word) else { continue };
            if word == "untrusted" {
                continue;
            }
            if deployment.asked_from_elsewhere() {
                sink.cannot_tell(
                    Reason::new("Prosody may reach it where this program cannot"),
                    Some(failed.span),
                );
                continue;
            }
            let Some((detail, _)) = sink.known(&detail) else { continue };
            let host = Address::parse(&source.address).host();
            let finding = Finding::new(Problem {
                place: source.span,
                label: (*detail).to_owned(),
                message: "every login with a token is refused, because Prosody cannot load the keys".into(),
                effect: format!(
                    "Prosody takes the public keys from this address, and asking `{host}` just now gave no answer: {detail}. \
                     Without a key no token can be checked."
                ),
                help: match word {
                    "no-such-name" => format!("Correct the name `{host}`, or add it to the DNS or to `/etc/hosts`."),
                    "no-tls" => "Write `http://` if the service speaks no TLS there, or name the port on which it does.".to_owned(),
                    _ => format!(
                        "See that the service on `{host}` runs and that no firewall is between; then `curl -v` with this address on this \
                         machine gives an answer."
                    ),
                },
            });
            sink.report(finding.related(failed.span, "what was learnt").about(&source.host.name));
        }
    }
}
