//! `config.bosh` leads to a path that the web server does not forward.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Way};

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
            let Some((front, path)) = site.served(url) else { continue };
            let taken = match front.way(&path, false) {
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
                message: match site.web.text("websocket").is_set() {
                    true => "clients that need HTTP instead of a WebSocket cannot connect".into(),
                    false => format!("nobody can connect: {} does not pass this address on to Prosody", front.name()),
                },
                effect: format!(
                    "Nothing in the server forwards `{path}` to Prosody; the browser gets a page or an error \
                     instead of Prosody's answer, and tries again for ever."
                ),
                help: front.of(
                    "Add `location = /http-bind { proxy_pass http://127.0.0.1:5280/http-bind; proxy_set_header Host $http_host; }` to the server.",
                    "Add the lines `ProxyPreserveHost on` and `ProxyPass /http-bind http://127.0.0.1:5280/http-bind` to the virtual host.",
                ).into(),
            });
            // Browsers take the WebSocket where there is one.
            let spare = site.web.text("websocket").is_set();
            let finding = if spare { finding.severity(Severity::Warning) } else { finding };
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
