//! `config.websocket` leads to a path that the web server does not forward.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Way};

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
            let Some((front, path)) = site.served(url) else { continue };
            let taken = match front.way(&path, true) {
                Way::File(taken) => taken,
                Way::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            if let Some(reason) = front.lossy() {
                sink.cannot_tell(reason, Some(front.place()));
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("{} answers this address itself", front.name()),
                message: format!("nobody can connect: {} does not pass this address on to Prosody", front.name()),
                effect: format!(
                    "Nothing in the server forwards `{path}` to Prosody; the browser gets a page or an error \
                     instead of Prosody's answer, and tries again for ever."
                ),
                help: front.of(
                    "Add `location = /xmpp-websocket { proxy_pass http://127.0.0.1:5280/xmpp-websocket; proxy_http_version 1.1; \
                       proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; proxy_set_header \
                       Host $http_host; }` to the server, or remove `websocket` so that browsers use `bosh`.",
                    "Add the lines `ProxyPreserveHost on` and `ProxyPass /xmpp-websocket ws://127.0.0.1:5280/xmpp-websocket` to \
                     the virtual host (with mod_proxy_wstunnel: `sudo a2enmod proxy_wstunnel`), or remove `websocket` so \
                     that browsers use `bosh`.",
                )
                .into(),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .restart_what_reads(deployment, front.place())
                    .related(front.place(), "the server for this host")
                    .related_opt(taken, "this takes the request"),
            );
        }
    }
}
