//! The web app asks Jicofo over HTTP, where Jicofo cannot see who asks.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct JicofoAuthWithHttpRequest;

static META: Meta = Meta {
    id: "auth/jicofo-auth-with-http-request",
    severity: Severity::Error,
    title: "conference requests over HTTP beside a login check",
    restart: &[],
    follows: &[],
    page: include_str!("jicofo_auth_with_http_request.md"),
};

impl Rule for JicofoAuthWithHttpRequest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(auth) = site.jicofo().map(|jicofo| jicofo.auth()) else { continue };
            let url = site.web.text("conferenceRequestUrl");
            if matches!(auth.is_active(), Verdict::No) || !url.is_set() {
                continue;
            }
            let Some((_, origin)) = sink.known(&url) else { continue };
            if !sink.yes(auth.is_active()) {
                continue;
            }
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: "requests over HTTP carry no login".into(),
                    message: "nobody can open a meeting, not even after logging in".into(),
                    effect: "With `conferenceRequestUrl` the browser asks Jicofo over HTTP to open a meeting. Such a \
                             request says nothing about who asks, so Jicofo's login check refuses it."
                        .into(),
                    help: "Delete `conferenceRequestUrl` from `config.js`; the browser then asks over XMPP.".into(),
                })
                .related_opt(auth.place(), "the login check is switched on here"),
            );
        }
    }
}
