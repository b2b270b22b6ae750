//! `static/sso.html` works only in the window that `tokenAuthInline` opens.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct SsoPageWithoutInline;

static META: Meta = Meta {
    id: "auth/sso-page-without-inline",
    severity: Severity::Error,
    title: "login page of Jitsi Meet without `tokenAuthInline`",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("sso_page_without_inline.md"),
};

impl Rule for SsoPageWithoutInline {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let inline = site.web.truthy("tokenAuthInline");
            if Address::parse(url).sso_page().is_none() || !sink.no(inline.is(|inline| *inline)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "returns to `/static/sso.html`, which needs `tokenAuthInline`".into(),
                message: "nobody can log in: the page after the login stops with an error".into(),
                effect: "Only with `tokenAuthInline` the web app opens the login in a window of its own and keeps a nonce \
                         for it. `static/sso.html` looks for it and stops with \"No OAuth nonce found in session\"."
                    .into(),
                help: "Add `config.tokenAuthInline = true;` after `tokenAuthUrl`.".into(),
            });
            sink.report(
                finding.about(site.subject()).related_opt(
                    inline.is_set().then(|| inline.place()).flatten(),
                    "it is switched off here",
                ),
            );
        }
    }
}
