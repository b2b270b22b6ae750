//! One of several addresses of the login provider differs from the others by a letter.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment, Site, edit_distance};
use crate::text::Span;

/// See the page.
pub struct OidcAddressMisspelt;

static META: Meta = Meta {
    id: "auth/oidc-address-misspelt",
    severity: Severity::Error,
    title: "misspelt address of the login provider",
    restart: &[Service::Prosody],
    follows: &[
        "auth/oidc-realm-mismatch",
        "auth/oidc-issuer-mismatch",
        "auth/sso-token-service-with-scheme",
        "syntax/javascript-stops-early",
        "auth/oidc-keys-url-is-not-a-key-set",
        "proxy/keycloak-location-missing",
    ],
    page: include_str!("oidc_address_misspelt.md"),
};

impl Rule for OidcAddressMisspelt {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let all = addresses(&site, sink);
            for (at, (text, span)) in all.iter().enumerate() {
                let own = segments(text);
                let others: Vec<Vec<&str>> = all
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .map(|(_, (text, _))| segments(text))
                    .collect();
                let wrong = (0..4).filter(|part| *part != 1).find_map(|part| {
                    let agreed = others.first()?.get(part)?;
                    let all_agree =
                        others.len() > 1 && others.iter().all(|other| other.get(part) == Some(agreed));
                    let written = own.get(part).filter(|written| all_agree && *written != agreed)?;
                    let far = edit_distance(agreed, written);
                    // With everything else the same, it is no other service.
                    let alone = others.iter().all(|other| differs_in_one(&own, other))
                        && all.iter().all(|(other, _)| same_host(other, text));
                    (far <= 2 || alone).then(|| (written.to_string(), agreed.to_string()))
                });
                let wrong = wrong.or_else(|| page_slip(text));
                let Some((written, meant)) = wrong else { continue };
                let other =
                    all.iter().enumerate().find(|(other, _)| *other != at).map(|(_, (_, span))| *span);
                let finding = Finding::new(Problem {
                    place: *span,
                    label: format!("`{written}` where `{meant}` belongs"),
                    message: "logging in or out fails: an address of the login provider is misspelt".into(),
                    effect: format!(
                        "The part `{written}` of this address exists nowhere; the answer is a page that says so, or the web app itself."
                    ),
                    help: format!("Write `{meant}` instead of `{written}`."),
                });
                sink.report(
                    finding.about(site.subject()).related_opt(other, "the others have the right one"),
                );
            }
        }
    }
}

/// The addresses of the provider that are known, without what follows the path's fourth part.
fn addresses(site: &Site<'_>, sink: &mut Sink<'_>) -> Vec<(String, Span)> {
    let mut facts: Vec<Fact<String>> = ["tokenAuthUrl", "tokenLogoutUrl", "sso.tokenService"]
        .iter()
        .map(|name| site.web.text(name))
        .collect();
    if facts.iter().any(Fact::is_set) {
        facts.push(site.keys_url());
    }
    facts
        .iter()
        .filter_map(|fact| sink.known(fact).map(|(text, origin)| (text.clone(), origin.span)))
        .collect()
}

fn segments(text: &str) -> Vec<&str> {
    let path = Address::parse(text).path;
    path.split('/').skip(1).take(4).collect()
}

/// A page of Jitsi's that the login returns to, in a directory that is nearly the right one.
fn page_slip(text: &str) -> Option<(String, String)> {
    let address = Address::parse(text);
    let pages =
        ["redirect_uri", "post_logout_redirect_uri"].iter().find_map(|name| address.parameter(name))?;
    let path = Address::parse(&pages).path.to_owned();
    let (dir, name) = path.rsplit_once('/')?;
    let near = dir != "/static" && edit_distance(dir, "/static") <= 2;
    (["sso.html", "logout.html"].contains(&name) && near).then(|| (dir.to_owned(), "/static".to_owned()))
}

/// Whether two paths of a provider are the same but for one part.
fn differs_in_one(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && one.len() == 4 && one.iter().zip(other).filter(|(a, b)| a != b).count() == 1
}

fn same_host(one: &str, other: &str) -> bool {
    // `tokenService` is written without its scheme.
    Address::parse(one).host() == Address::parse(other).host()
}
