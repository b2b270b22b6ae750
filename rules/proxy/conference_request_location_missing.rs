//! `conferenceRequestUrl` is on the site's own host, and the web server does not forward it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Way};

/// See the page.
pub struct ConferenceRequestLocationMissing;

static META: Meta = Meta {
    id: "proxy/conference-request-location-missing",
    severity: Severity::Error,
    title: "no location for conference requests",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early", "proxy/unserved-host"],
    page: include_str!("conference_request_location_missing.md"),
};

impl Rule for ConferenceRequestLocationMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("conferenceRequestUrl");
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
                message: "nobody can join a meeting: Jicofo is never asked to open it".into(),
                effect: format!(
                    "With `conferenceRequestUrl` the web app asks Jicofo over HTTP instead of XMPP. Nothing in the server \
                     forwards `{path}`, so that the answer does not come from Jicofo, and the web app asks again and again."
                ),
                help: front
                    .of(
                        "Write `location ~ ^/conference-request/v1(\\/.*)?$ { proxy_pass \
                         http://127.0.0.1:8888/conference-request/v1$1; }` into the server, before the locations for rooms; \
                         or delete `conferenceRequestUrl`.",
                        "Write `ProxyPass /conference-request/v1 http://127.0.0.1:8888/conference-request/v1` into the \
                         virtual host; or delete `conferenceRequestUrl`.",
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
