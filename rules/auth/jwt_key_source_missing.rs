//! `authentication = "token"` without anything to check a signature with.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct JwtKeySourceMissing;

static META: Meta = Meta {
    id: "auth/jwt-key-source-missing",
    severity: Severity::Error,
    title: "token login without a key",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "auth/jwt-options-out-of-scope",
        "auth/jwt-secret-in-web-config",
        "auth/jwt-app-id-missing",
    ],
    page: include_str!("jwt_key_source_missing.md"),
};

impl Rule for JwtKeySourceMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            let missing = prosody.option(host, "app_secret").missing().and(options.keys_from_web().negate());
            if !sink.yes(takes_tokens.and(missing)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: host.place,
                label: "tokens are to be checked here, but there is no key".into(),
                message: "nobody can join a meeting, with or without a token".into(),
                effect: format!(
                    "Prosody's token login needs `app_secret`, `asap_key_server` or `cache_keys_url`. It finds none of \
                     them for `{}`, says so in the log (\"'app_secret', 'asap_key_server or 'cacheKeysUrl' must be \
                     specified\"), and the host offers no way to log in.",
                    host.name
                ),
                help: format!(
                    "Write `app_secret = \"…\"` below `VirtualHost \"{}\"`, with the secret that signs the tokens; or \
                     `cache_keys_url = \"https://…\"`, if a login service such as Keycloak signs them.",
                    host.name
                ),
            })
            .about(&host.name);
            sink.report(finding);
        }
    }
}
