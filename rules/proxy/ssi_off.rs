//! nginx sends `static/sso.html` as it is, without the settings that belong into it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Address, Deployment, LocationMatch};

/// See the page.
pub struct SsiOff;

static META: Meta = Meta {
    id: "proxy/ssi-off",
    severity: Severity::Error,
    title: "login page of Jitsi Meet without SSI",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early", "proxy/start-page-without-ssi"],
    page: include_str!("ssi_off.md"),
};

impl Rule for SsiOff {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let Some(page) = Address::parse(url).sso_page() else { continue };
            let Some((front, path)) = site.served(&page) else { continue };
            let Some((nginx, server)) = front.nginx() else { continue };
            let location = match server.location(&path) {
                LocationMatch::Found(location) => Some(location),
                LocationMatch::None => None,
                LocationMatch::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
            };
            // What another server sends is not known here.
            if location.is_some_and(|location| {
                ["proxy_pass", "rewrite", "return"].iter().any(|name| location.directive(name).is_some())
            }) {
                continue;
            }
            let ssi = match location {
                Some(location) => server.directives_in(location, "ssi").last().copied(),
                None => server.directive("ssi"),
            };
            if ssi.is_some_and(|ssi| ssi.args.first().is_some_and(|word| word.text == "on")) {
                continue;
            }
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(server.place));
                continue;
            }
            let finding = Finding::new(Problem {
                place: ssi.map_or(server.place, |ssi| ssi.span),
                label: "`ssi` is off for this server".into(),
                message: "nobody can log in: the page after the login gets no settings".into(),
                effect: "`static/sso.html` contains a mark in whose place nginx puts `config.js` (SSI). With `ssi` off the \
                         mark stays, and the page stops with \"config is not defined\"."
                    .into(),
                help: "Write `ssi on;` into this server.".into(),
            });
            sink.report(
                finding.about(site.subject()).related(origin.span, "the login returns to `static/sso.html`"),
            );
        }
    }
}
