//! `tokenAuthUrl` lacks what the provider or `static/sso.html` needs.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct TokenUrlParameters;

static META: Meta = Meta {
    id: "auth/token-url-parameters",
    severity: Severity::Error,
    title: "login address without its parameters",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("token_url_parameters.md"),
};

impl Rule for TokenUrlParameters {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let address = Address::parse(url);
            let mut wrong = missing_parameters(&address);
            // The web app writes `&nonce=…` at the end, whatever stands there.
            if address.query.is_none() || address.fragment.is_some() {
                let inline = site.web.truthy("tokenAuthInline");
                if sink.yes(inline.is(|inline| *inline)) {
                    wrong.insert(0, if address.query.is_none() { "?" } else { "no `#`" });
                }
            }
            if wrong.is_empty() {
                continue;
            }
            let list = wrong.join("`, `");
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("lacks `{list}`"),
                message: "nobody can log in: the address of the login page is not complete".into(),
                effect: "The web app fills `{state}` and `{code_challenge}` into this address and, with `tokenAuthInline`, \
                         writes `&nonce=…` after it. The identity provider and `static/sso.html` refuse a login that \
                         lacks one of them."
                    .into(),
                help: format!("Add to `tokenAuthUrl`: `{list}`."),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}

/// What an address of OpenID Connect must hold; an address of another kind may be anything.
fn missing_parameters(address: &Address<'_>) -> Vec<&'static str> {
    let openid = address.realm().is_some_and(|(_, endpoint)| endpoint == "auth");
    let redirect = address.parameter("redirect_uri");
    let page = address.sso_page().is_some();
    // A login that returns to another page follows that page's rules.
    let incomplete = openid && redirect.is_none();
    if !(page || incomplete) {
        return Vec::new();
    }
    let word = |name: &str, word: &str| {
        address.parameter(name).is_some_and(|value| value.split([' ', '+']).any(|own| own == word))
    };
    let mut missing = Vec::new();
    for (there, text) in [
        (address.parameter("client_id").is_some(), "client_id="),
        (word("response_type", "code"), "response_type=code"),
        (word("scope", "openid"), "scope=openid"),
        (word("state", "{state}"), "state={state}"),
        (redirect.is_some(), "redirect_uri="),
        (word("code_challenge", "{code_challenge}"), "code_challenge={code_challenge}"),
        (word("code_challenge_method", "S256"), "code_challenge_method=S256"),
    ] {
        if !there {
            missing.push(text);
        }
    }
    missing
}
