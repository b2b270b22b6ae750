//! `app_secret` beside `asap_key_server` or `cache_keys_url`: the secret is never used.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::secret::Purpose;

/// See the page.
pub struct JwtKeySourceConflict;

static META: Meta = Meta {
    id: "auth/jwt-key-source-conflict",
    severity: Severity::Warning,
    title: "secret that public keys put out of use",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "auth/asap-key-server-not-a-url",
    ],
    page: include_str!("jwt_key_source_conflict.md"),
};

impl Rule for JwtKeySourceConflict {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            // docker-jitsi-meet writes an empty one beside the address of the keys.
            let both = options
                .app_secret
                .is(|secret| !secret.expose_for(Purpose::Judge).is_empty())
                .and(options.keys_from_web());
            if !sink.yes(takes_tokens.and(both)) {
                continue;
            }
            let (option, web) = if options.keys_url.is_set() {
                ("cache_keys_url", options.keys_url.place())
            } else {
                ("asap_key_server", options.key_server.place())
            };
            let Some(place) = options.app_secret.place() else { continue };
            let finding = Finding::new(Problem {
                place,
                label: format!("not used, because `{option}` is set"),
                message: "tokens that are signed with the secret are refused".into(),
                effect: format!(
                    "With `{option}` Prosody looks for a public key and never for `app_secret`. A token signed with the \
                     secret gets \"'kid' claim is missing\" or \"'kid' claim only support with RS family\"."
                ),
                help: format!(
                    "Remove `app_secret` if the tokens come from a login service; remove `{option}` if you sign them \
                     with the secret."
                ),
            })
            .about(&host.name)
            .related_opt(web, "keys are taken from here");
            sink.report(finding);
        }
    }
}
