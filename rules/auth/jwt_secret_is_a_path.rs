//! `app_secret` is a path, an address or a key in PEM form; Prosody takes the text itself as the key.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, SecretShape};

/// See the page.
pub struct JwtSecretIsAPath;

static META: Meta = Meta {
    id: "auth/jwt-secret-is-a-path",
    severity: Severity::Error,
    title: "file name where the secret itself belongs",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("jwt_secret_is_a_path.md"),
};

impl Rule for JwtSecretIsAPath {
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
            let label = match SecretShape::of(secret, None) {
                SecretShape::Path => "this is the name of a file",
                SecretShape::Url => "this is an address",
                SecretShape::Pem => "this is a key for another kind of signature",
                _ => continue,
            };
            let pem = SecretShape::of(secret, None) == SecretShape::Pem;
            let fits = options.algorithm.is(|algorithm| algorithm.starts_with("RS"));
            let fits = if pem { fits } else { Verdict::No };
            if !sink.yes(takes_tokens.and(fits.negate())) {
                continue;
            }
            let help = if pem {
                "If the tokens are signed with RS256, add `signature_algorithm = \"RS256\"`; else write the shared secret \
                 itself."
            } else {
                "Write the secret itself between the quotes; this file must then be readable only for root and prosody. \
                 Prosody 13 can read another file: `app_secret = FileLine(\"…\")`."
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: label.into(),
                message: "tokens signed with the real key are refused, and others can be forged".into(),
                effect: "Prosody opens no file for `app_secret`: the text between the quotes is the key. Real tokens get \
                         \"Invalid signature\", and whoever knows or guesses that text can make tokens that are accepted."
                    .into(),
                help: help.into(),
            })
            .about(&host.name);
            sink.report(finding);
        }
    }
}
