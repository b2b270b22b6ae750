//! Something answers at `cache_keys_url`, but it is no set of keys.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;
use crate::model::{Address, KeySource};

/// See the page.
pub struct KeysNotServed;

static META: Meta = Meta {
    id: "network/keys-not-served",
    severity: Severity::Error,
    title: "address of the token keys without keys",
    restart: &[Service::Prosody],
    follows: &[
        "auth/oidc-keys-url-is-not-a-key-set",
        "auth/oidc-address-misspelt",
        "network/keys-redirected",
    ],
    page: include_str!("keys_not_served.md"),
};

impl Rule for KeysNotServed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for source in deployment.key_sources().into_iter().filter(KeySource::is_set) {
            let (status, form) = (source.answer.number("status"), source.answer.text("form"));
            let Some((&status, learnt)) = sink.known(&status) else { continue };
            // A redirect is a matter of its own; a fault of the other end may be over in a minute.
            if (300..400).contains(&status) || status == 429 || status >= 500 {
                continue;
            }
            let what = match status {
                200 | 204 => match sink.known(&form).map(|(form, _)| *form) {
                    Some("html") => "a web page".to_owned(),
                    Some("discovery") => "the discovery document of the identity provider".to_owned(),
                    Some("empty") => "an empty document".to_owned(),
                    Some("other") => "a document without keys".to_owned(),
                    _ => continue,
                },
                _ => format!("the error {status}"),
            };
            let right = Address::parse(&source.address).issuer();
            let finding = Finding::new(Problem {
                place: source.span,
                label: format!("answers with {what}"),
                message: "every login with a token is refused, because Prosody gets no keys".into(),
                effect: format!(
                    "Prosody loads the public keys from here and expects a JSON document with `keys`. What answered just now is {what}."
                ),
                help: match right {
                    Some(issuer) => format!(
                        "Open `{issuer}/.well-known/openid-configuration` and write the address that stands there as `jwks_uri` into \
                         `cache_keys_url`. If that is this very address, see which web server answers on this name: the path must lead to \
                         the identity provider."
                    ),
                    None => "Write the address into `cache_keys_url` that the identity provider's `/.well-known/openid-configuration` \
                             calls `jwks_uri`."
                        .to_owned(),
                },
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(&source.host.name));
        }
    }
}
