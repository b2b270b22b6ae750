//! `config.websocket` leads to a path that nginx does not forward.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Route};

/// See the page.
pub struct WebsocketLocationMissing;

static META: Meta = Meta {
    id: "proxy/websocket-location-missing",
    severity: Severity::Error,
    title: "`config.websocket` without a location",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("websocket_location_missing.md"),
};

impl Rule for WebsocketLocationMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("websocket");
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
                message: "nobody can connect: nginx does not pass this address on to Prosody".into(),
                effect: format!(
                    "No location of the server forwards `{path}` to Prosody; the browser gets a page or an error \
                     instead of Prosody's answer, and tries again for ever."
                ),
                help: "Add `location = /xmpp-websocket { proxy_pass http://127.0.0.1:5280/xmpp-websocket; proxy_http_version 1.1; \
                       proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; proxy_set_header \
                       Host $http_host; }` to the server, or remove `websocket` so that browsers use `bosh`."
                    .into(),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related(server.place, "the server for this host")
                    .related_opt(taken.map(|location| location.place), "this takes the request"),
            );
        }
    }
}
