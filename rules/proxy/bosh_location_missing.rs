//! `config.bosh` leads to a path that nginx does not forward.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Route};

/// See the page.
pub struct BoshLocationMissing;

static META: Meta = Meta {
    id: "proxy/bosh-location-missing",
    severity: Severity::Error,
    title: "`config.bosh` without a location",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("bosh_location_missing.md"),
};

impl Rule for BoshLocationMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("bosh");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let Some((nginx, server, path)) = site.served(url) else { continue };
            let taken = match server.route(&path) {
                Route::File(taken) => taken,
                Route::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(server.place));
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "nginx answers this address itself".into(),
                message: match site.web.text("websocket").is_set() {
                    true => "clients that need HTTP instead of a WebSocket cannot connect",
                    false => "nobody can connect: nginx does not pass this address on to Prosody",
                }.into(),
                effect: format!(
                    "No location of the server forwards `{path}` to Prosody; the browser gets a page or an error \
                     instead of Prosody's answer, and tries again for ever."
                ),
                help: "Add `location = /http-bind { proxy_pass http://127.0.0.1:5280/http-bind; proxy_set_header Host $http_host; }` to the server.".into(),
            });
            // Browsers take the WebSocket where there is one.
            let spare = site.web.text("websocket").is_set();
            let finding = if spare { finding.severity(Severity::Warning) } else { finding };
            sink.report(
                finding
                    .about(site.subject())
                    .related(server.place, "the server for this host")
                    .related_opt(taken.map(|location| location.place), "this takes the request"),
            );
        }
    }
}
