//! `cache_keys_url` names another endpoint of the identity provider than the one with the keys.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct OidcKeysUrlIsNotAKeySet;

static META: Meta = Meta {
    id: "auth/oidc-keys-url-is-not-a-key-set",
    severity: Severity::Error,
    title: "`cache_keys_url` that leads to no keys",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jwt-app-id-missing",
    ],
    page: include_str!("oidc_keys_url_is_not_a_key_set.md"),
};

impl Rule for OidcKeysUrlIsNotAKeySet {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let keys = site.keys_url();
            let Some((text, origin)) = sink.known(&keys) else { continue };
            let address = Address::parse(text);
            let Some(what) = what_it_is(&address) else { continue };
            let right = match address.issuer() {
                Some(issuer) => format!("{issuer}/protocol/openid-connect/certs"),
                None => "the address that stands there as `jwks_uri`".to_owned(),
            };
            let help = match address.realm() {
                Some(_) => format!("Write `cache_keys_url = \"{right}\"`."),
                None => format!("Open `{text}` in a browser and write {right} into `cache_keys_url`."),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("this is {what}, not the list of keys"),
                message: "every login is refused, because Prosody gets no key to check tokens with".into(),
                effect: format!(
                    "Prosody's token plugin loads this address at its start and looks for a list named `keys`. \
                     The identity provider answers with {what}, in which there is none."
                ),
                help,
            });
            sink.report(finding.about(site.subject()));
        }
    }
}

fn what_it_is(address: &Address<'_>) -> Option<&'static str> {
    if address.path.ends_with("/.well-known/openid-configuration") {
        return Some("the discovery document");
    }
    match address.realm()?.1 {
        "" => Some("the description of the realm"),
        "auth" => Some("the login page"),
        "token" => Some("the token endpoint"),
        "userinfo" => Some("the user's data"),
        "logout" => Some("the logout page"),
        _ => None,
    }
}
