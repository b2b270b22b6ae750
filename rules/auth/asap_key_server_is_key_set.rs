//! `asap_key_server` is the address of one file, where Prosody wants a directory.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct AsapKeyServerIsKeySet;

static META: Meta = Meta {
    id: "auth/asap-key-server-is-key-set",
    severity: Severity::Warning,
    title: "key set in the place of a key server",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("asap_key_server_is_key_set.md"),
};

impl Rule for AsapKeyServerIsKeySet {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            let file = options.key_server.is(|server| kind_of(server).is_some());
            if !sink.yes(file.and(options.keys_url.missing()).and(takes_tokens)) {
                continue;
            }
            let Fact::Known(server, origin) = &options.key_server else { continue };
            let (label, help) = match kind_of(server) {
                Some(Kind::KeySet) => (
                    "this is the address of a set of keys",
                    format!("Write `cache_keys_url = \"{server}\"` instead of this line."),
                ),
                Some(Kind::Discovery) => (
                    "this is the address of a description of the login service",
                    "Write `cache_keys_url` instead of this line, with the address that stands in that document as \
                     `jwks_uri`."
                        .to_owned(),
                ),
                _ => (
                    "this is the address of one key",
                    "Write the address of the directory, without the name of the file. The file must be named after the \
                     SHA-256 of the key's id (`printf %s KID | sha256sum`), with `.pem` at the end."
                        .to_owned(),
                ),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: label.into(),
                message: "tokens are most likely refused, so nobody can join a meeting".into(),
                effect: "Prosody adds `/`, the SHA-256 of the key's id and `.pem` to this address and fetches that. The server \
                         has no such file, and the log says \"could not obtain public key\"."
                    .into(),
                help,
            })
            .about(&host.name);
            sink.report(finding);
        }
    }
}

enum Kind {
    KeySet,
    Discovery,
    Key,
}

fn kind_of(server: &str) -> Option<Kind> {
    const SETS: [&str; 8] = [
        "/openid-connect/certs",
        "jwks.json",
        ".jwks",
        "/jwks",
        "/keys.json",
        "/discovery/keys",
        "/oauth2/v3/certs",
        "/discovery/v2.0/keys",
    ];
    let path = server.trim_end_matches('/').to_ascii_lowercase();
    if SETS.iter().any(|ending| path.ends_with(ending)) {
        Some(Kind::KeySet)
    } else if path.ends_with("/.well-known/openid-configuration") {
        Some(Kind::Discovery)
    } else if path.ends_with(".pem") || path.contains("{kid}") {
        Some(Kind::Key)
    } else {
        None
    }
}
