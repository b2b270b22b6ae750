//! `signature_algorithm` is unknown, or does not go with the kind of key.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, SecretShape, TokenOptions};

/// See the page.
pub struct JwtSignatureAlgorithmInvalid;

static META: Meta = Meta {
    id: "auth/jwt-signature-algorithm-invalid",
    severity: Severity::Error,
    title: "signature algorithm that cannot work",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("jwt_signature_algorithm_invalid.md"),
};

impl Rule for JwtSignatureAlgorithmInvalid {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            let Some((algorithm, origin)) = sink.known(&options.algorithm) else { continue };
            let Some(fault) = fault_of(algorithm, &options, sink) else { continue };
            if !sink.yes(takes_tokens) {
                continue;
            }
            let (label, effect, help) = fault;
            let finding = Finding::new(Problem {
                place: origin.span,
                label: label.into(),
                message: "every token is refused, so nobody can join a meeting".into(),
                effect: effect.into(),
                help: help.into(),
            })
            .about(&host.name);
            sink.report(finding);
        }
    }
}

const VALID: [&str; 6] = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512"];

type Fault = (&'static str, &'static str, &'static str);

/// Label, effect and help.
fn fault_of(algorithm: &str, options: &TokenOptions, sink: &mut Sink<'_>) -> Option<Fault> {
    if !VALID.contains(&algorithm) {
        return Some((
            "Prosody does not know this algorithm",
            "Prosody knows HS256, HS384, HS512, RS256, RS384 and RS512, with exactly these letters. With any other it \
             answers \"Algorithm not supported\" to every token.",
            "Write one of the six, the one that stands in the tokens as `alg`; or remove the line, and Prosody takes \
             HS256 with `app_secret` and RS256 with public keys.",
        ));
    }
    if algorithm.starts_with("HS") {
        return sink.yes(options.keys_from_web()).then_some((
            "an algorithm for a shared secret, but the keys are public ones",
            "With `asap_key_server` or `cache_keys_url` Prosody accepts only RS tokens (\"'kid' claim only support with \
             RS family\"), and then this option refuses those as well (\"Invalid or incorrect alg\").",
            "Remove the line, or write `signature_algorithm = \"RS256\"`.",
        ));
    }
    let text_key = options
        .uses_secret()
        .and(options.app_secret.is(|secret| SecretShape::of(secret, None) != SecretShape::Pem));
    sink.yes(text_key).then_some((
        "an algorithm for public keys, but the key is a shared secret",
        "RS signatures are checked with a public key. The text in `app_secret` is none, so no signature is ever right: \
         \"Invalid signature\" or \"Invalid or incorrect alg\".",
        "Remove the line, or write `signature_algorithm = \"HS256\"`. If your tokens are signed with RS256, write the \
         public key in PEM form as `app_secret`, or use `cache_keys_url`.",
    ))
}
