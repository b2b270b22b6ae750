//! A set of keys from an identity provider, and token plugins that cannot read one.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct OidcKeySetUnsupported;

static META: Meta = Meta {
    id: "auth/oidc-key-set-unsupported",
    severity: Severity::Error,
    title: "key set that the token module cannot read",
    restart: &[Service::Prosody],
    follows: &["auth/oidc-keys-url-is-not-a-key-set", "auth/jwt-app-id-missing"],
    page: include_str!("oidc_key_set_unsupported.md"),
};

impl Rule for OidcKeySetUnsupported {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if !deployment.plugins.lacks_library("token/jwk.lib.lua", "token/util.lib.lua") {
            return;
        }
        for site in deployment.sites() {
            let keys = site.keys_url();
            let Some((text, origin)) = sink.known(&keys) else { continue };
            let address = Address::parse(text);
            let keycloak = address
                .realm()
                .is_some_and(|(_, rest)| rest == "protocol/openid-connect/certs" || rest == "certs");
            if !keycloak && !text.contains("jwks") {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "a set of keys (JWKS)".into(),
                message: "every login is refused, because Prosody cannot read the keys of the identity provider".into(),
                effect: "The installed token plugin has no `token/jwk.lib.lua`. It understands a list of certificates by key id, \
                         but not the JWKS that identity providers publish, and finds no key for any token."
                    .into(),
                help: "Upgrade jitsi-meet-prosody to a release that has `token/jwk.lib.lua`, of the end of 2025 or later.".into(),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}
