//! An address in `config.js` belongs to another realm than the tokens Prosody accepts.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment, Site};
use crate::text::Span;

/// See the page.
pub struct OidcRealmMismatch;

static META: Meta = Meta {
    id: "auth/oidc-realm-mismatch",
    severity: Severity::Error,
    title: "login page of another realm",
    restart: &[Service::Prosody],
    follows: &[
        "auth/oidc-issuer-mismatch",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jwt-app-id-missing",
        "syntax/javascript-stops-early",
        "auth/sso-token-service-with-scheme",
    ],
    page: include_str!("oidc_realm_mismatch.md"),
};

impl Rule for OidcRealmMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let addresses: Vec<Fact<String>> = NAMES.iter().map(|name| site.web.text(name)).collect();
            if !addresses.iter().any(Fact::is_set) {
                continue;
            }
            let (mut right, source) = realms_of_prosody(&site, sink);
            let mut reported: Vec<String> = Vec::new();
            for (name, address) in NAMES.iter().zip(&addresses) {
                let Some((text, origin)) = sink.known(address) else { continue };
                let parsed = Address::parse(text);
                let (Some(realm), Some((path, _))) = (parsed.realm_of_host(), parsed.realm()) else {
                    continue;
                };
                if right.is_empty() {
                    // Without Prosody the login page is the measure.
                    right.push(realm.clone());
                }
                if right.contains(&realm) || reported.contains(&realm) {
                    continue;
                }
                let other_realm = right.iter().all(|own| !own.ends_with(path));
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: format!("users log in at `{realm}`"),
                    message: match *name {
                        "tokenLogoutUrl" => {
                            "users who log out stay logged in at the identity provider".into()
                        }
                        _ => "nobody can log in: the login page and Prosody use different identity providers"
                            .into(),
                    },
                    effect: format!(
                        "`{name}` leads to `{realm}`, while the tokens that are accepted come from `{}`.",
                        right.join("` or `")
                    ),
                    help: format!("Write the same host and realm in both: `{}`.", right[0]),
                });
                // The same realm at another host may be one provider under two names.
                let finding = if other_realm { finding } else { finding.severity(Severity::Warning) };
                sink.report(
                    finding
                        .about(site.subject())
                        .related_opt(source, "tokens are accepted from this realm only"),
                );
                reported.push(realm);
            }
        }
    }
}

const NAMES: [&str; 3] = ["tokenAuthUrl", "tokenLogoutUrl", "sso.tokenService"];

/// Host and realm of the issuers and of the keys, and where one of them is written.
fn realms_of_prosody(site: &Site<'_>, sink: &mut Sink<'_>) -> (Vec<String>, Option<Span>) {
    let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { return (Vec::new(), None) };
    let (mut realms, mut place) = (Vec::new(), None);
    if let Some((texts, _)) = sink.known(&prosody.texts(main, "asap_accepted_issuers")) {
        for item in &texts.items {
            if let Some(realm) = Address::parse(&item.text).realm_of_host() {
                realms.push(realm);
                place = place.or(Some(item.span));
            }
        }
    }
    if let Some((keys, origin)) = sink.known(&site.keys_url()) {
        let address = Address::parse(keys);
        // Keys may be fetched at an address that browsers do not know.
        if let Some(realm) =
            address.realm_of_host().filter(|realm| !address.is_internal() && !realms.contains(realm))
        {
            realms.push(realm);
            place = place.or(Some(origin.span));
        }
    }
    (realms, place)
}
