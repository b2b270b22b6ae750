//! `app_secret` is empty, an example, the `app_id` once more, or short.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, SecretShape};

/// See the page.
pub struct JwtPlaceholderSecret;

static META: Meta = Meta {
    id: "auth/jwt-placeholder-secret",
    severity: Severity::Error,
    title: "token secret that others can guess",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("jwt_placeholder_secret.md"),
};

impl Rule for JwtPlaceholderSecret {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            if !matches!(options.keys_from_web(), Verdict::No) {
                continue;
            }
            let Some((secret, origin)) = sink.known(&options.app_secret) else { continue };
            let app_id = match &options.app_id {
                Fact::Known(id, _) => Some(id.as_str()),
                _ => None,
            };
            let (severity, label) = match SecretShape::of(secret, app_id) {
                SecretShape::Empty => (Severity::Error, "this is empty"),
                SecretShape::Example => (Severity::Error, "this value is printed in guides and templates"),
                SecretShape::AppId => (Severity::Error, "the same as `app_id`, which every token shows"),
                SecretShape::Short => (Severity::Warning, "this is short for a key"),
                _ => continue,
            };
            if !sink.yes(takes_tokens) {
                continue;
            }
            let (message, effect) = if severity == Severity::Error {
                (
                    "anybody can make a token that is accepted, and open or enter any room",
                    "Tokens are signed with `app_secret`. Whoever knows it, or guesses it, is the one who gives out tokens.",
                )
            } else {
                (
                    "someone who has one token may find the secret and make others",
                    "A signed token lets its owner try secrets at home, as many and as fast as the machine allows. RFC 7518 \
                     asks for a key at least as long as the hash, 32 bytes with HS256.",
                )
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: label.into(),
                message: message.into(),
                effect: effect.into(),
                help: "Make a new secret with `openssl rand -hex 32`, write it here, and give it to whatever signs the tokens."
                    .into(),
            })
            .about(&host.name)
            .severity(severity);
            sink.report(finding);
        }
    }
}
