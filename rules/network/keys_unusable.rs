//! The set of keys at `cache_keys_url` has none that Prosody can use.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::Deployment;
use crate::model::KeySource;
use crate::value::Node;

/// See the page.
pub struct KeysUnusable;

static META: Meta = Meta {
    id: "network/keys-unusable",
    severity: Severity::Error,
    title: "token keys that Prosody cannot use",
    restart: &[Service::Prosody],
    follows: &["network/keys-not-served"],
    page: include_str!("keys_unusable.md"),
};

impl Rule for KeysUnusable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for source in deployment.key_sources().into_iter().filter(KeySource::is_set) {
            let (form, usable) = (source.answer.text("form"), source.answer.number("usable"));
            let Some((&form @ ("jwks" | "certificates"), learnt)) = sink.known(&form) else { continue };
            let Some((0, _)) = sink.known(&usable) else { continue };
            let kinds: Vec<&str> = match source.answer.list("kinds") {
                Fact::Known(kinds, _) => kinds.iter().filter_map(Node::as_str).collect(),
                _ => Vec::new(),
            };
            let what = match (form, &source.answer.number("keys")) {
                (_, Fact::Known(0, _)) => "an empty list of keys",
                ("certificates", _) => "public keys where certificates should be",
                _ if kinds.contains(&"RSA") => "RSA keys without `kid`, `n` or `e`",
                _ => "no RSA key",
            };
            let finding = Finding::new(Problem {
                place: source.span,
                label: format!("{what} there"),
                message: "every login with a token is refused, because none of the keys can be used".into(),
                effect: format!(
                    "Prosody's token module checks RS256, RS384 and RS512 with RSA keys that have `kid`, `n` and `e`, or with certificates by \
                     key id. This address answers with {what}."
                ),
                help: match form {
                    "certificates" => "Let the address answer with `-----BEGIN CERTIFICATE-----` texts by key id, or with a JWKS.".into(),
                    _ => "In the identity provider, choose RS256 as the signature of this client's tokens and add an RSA key to the realm.".to_owned(),
                },
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(&source.host.name));
        }
    }
}
