//! Prosody wants tokens and `config.js` does not say where to get them.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Login, Site};
use crate::text::Span;

/// See the page.
pub struct TokenPageMissing;

static META: Meta = Meta {
    id: "auth/token-page-missing",
    severity: Severity::Error,
    title: "login with tokens, and no login page",
    restart: &[],
    follows: &[
        "auth/token-method-not-switched",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jwt-app-id-missing",
        "syntax/javascript-stops-early",
    ],
    page: include_str!("token_page_missing.md"),
};

impl Rule for TokenPageMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(case) = case_of(&site) else { continue };
            let url = site.web.text("tokenAuthUrl");
            if !sink.absent(&url) {
                continue;
            }
            let (place, label, severity) = match case {
                Case::Page(place) => {
                    (Some(place), "the login page is set up, but nothing opens it", Severity::Error)
                }
                Case::Provider => (url.place(), "there is no `tokenAuthUrl` in here", Severity::Warning),
            };
            let Some(place) = place else { continue };
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: "nobody can log in: a form asks for a password instead of opening the login page".into(),
                effect:
                    "Without `tokenAuthUrl` the web app shows its own form for name and password. The main \
                         VirtualHost takes tokens only, so the form can never succeed."
                        .into(),
                help: "Add `config.tokenAuthUrl = '…';` at the end of `config.js`, with the address of the provider's login page."
                    .into(),
            });
            sink.report(finding.about(site.subject()).severity(severity));
        }
    }
}

/// What speaks for a login page.
enum Case {
    /// The settings of `static/sso.html`.
    Page(Span),
    /// Prosody loads the keys of an identity provider.
    Provider,
}

fn case_of(site: &Site<'_>) -> Option<Case> {
    let other_login = site.main().is_some() && matches!(site.logs_in_by(Login::Token), Verdict::No);
    if let (Fact::Known(..), Some(entry)) = (site.web.value("sso"), site.web.entry("sso"))
        && !other_login
    {
        return Some(Case::Page(entry.key_span));
    }
    match site.keys_url() {
        Fact::Known(keys, _) if Address::parse(&keys).is_openid() => Some(Case::Provider),
        // Tokens that come in links only are a normal design.
        _ => None,
    }
}
