//! `asap_key_server` is not an http or https address.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct AsapKeyServerNotAUrl;

static META: Meta = Meta {
    id: "auth/asap-key-server-not-a-url",
    severity: Severity::Error,
    title: "key server that is no address",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("asap_key_server_not_a_url.md"),
};

impl Rule for AsapKeyServerNotAUrl {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            let odd = options.key_server.is(|server| !is_address(server));
            // Beside a key set it only answers for unknown keys, and any text refuses them.
            if !sink.yes(odd.and(options.keys_url.missing()).and(takes_tokens)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: options.key_server.place().unwrap_or(host.place),
                label: "not an http or https address".into(),
                message: "every token is refused, so nobody can join a meeting".into(),
                effect: "Prosody fetches the public key of each token over HTTP, from this address followed by `/`, the SHA-256 \
                         of the key's id and `.pem`. It can read neither files nor a key written here. The log says \"could not \
                         obtain public key\"."
                    .into(),
                help: "Write the address of a directory on a web server, such as `asap_key_server = \
                       \"https://keys.example.org/meet\"`; or, with a secret that both sides know, use `app_secret` instead."
                    .into(),
            })
            .about(&host.name);
            sink.report(finding);
        }
    }
}

fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["http://", "https://"]
        .iter()
        .any(|scheme| lower.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}
