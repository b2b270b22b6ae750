//! The web server does not pass the wish for a WebSocket on to Prosody.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Way};

/// See the page.
pub struct WebsocketUpgradeMissing;

static META: Meta = Meta {
    id: "proxy/websocket-upgrade-missing",
    severity: Severity::Error,
    title: "WebSocket location without the upgrade",
    restart: &[Service::Nginx],
    follows: &["proxy/websocket-location-missing", "syntax/javascript-stops-early"],
    page: include_str!("websocket_upgrade_missing.md"),
};

impl Rule for WebsocketUpgradeMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("websocket");
            let Some((url, origin)) = sink.known(&url) else { continue };
            let Some((front, path)) = site.served(url) else { continue };
            let forward = match front.way(&path, true) {
                Way::Forwarded(forward) => forward,
                Way::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            let missing = match forward.upgrade_lacks(deployment.packages.version("nginx")) {
                Ok(missing) => missing,
                Err(reason) => {
                    sink.cannot_tell(reason, Some(forward.place));
                    continue;
                }
            };
            if missing.is_empty() {
                continue;
            }
            if let Some(reason) = front.lossy() {
                sink.cannot_tell(reason, Some(forward.place));
                continue;
            }
            let list = missing.join("`, `");
            let finding = Finding::new(Problem {
                place: forward.place,
                label: format!("lacks `{list}`"),
                message: "nobody can connect: the WebSocket to Prosody is never opened".into(),
                effect: front
                    .of(
                        "nginx forwards requests as HTTP/1.0 and drops the headers `Upgrade` and `Connection` unless told \
                         otherwise. Prosody sees an ordinary request and refuses it; browsers do not fall back to `bosh`.",
                        "Apache drops the header `Upgrade` on the way to an address that starts with `http://`, and needs \
                         mod_proxy_wstunnel for one that starts with `ws://`. Prosody sees an ordinary request and refuses \
                         it; browsers do not fall back to `bosh`.",
                    )
                    .into(),
                help: match front.nginx() {
                    Some(_) => format!("Add `{list}` to this location."),
                    None => "Write the address with `ws://` instead of `http://`, and run `sudo a2enmod proxy_wstunnel`.".into(),
                },
            });
            sink.report(
                finding
                    .about(site.subject())
                    .restart_what_reads(deployment, forward.place)
                    .related(origin.span, "browsers connect to this"),
            );
        }
    }
}
