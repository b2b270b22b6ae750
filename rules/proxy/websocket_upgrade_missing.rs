//! nginx does not pass the wish for a WebSocket on to Prosody.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Location, Route, Server};

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
            let Some((nginx, server, path)) = site.served(url) else { continue };
            let location = match server.route(&path) {
                Route::Proxied(location, _) => location,
                Route::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            let missing = missing_lines(server, location, deployment.packages.version("nginx"));
            if missing.is_empty() {
                continue;
            }
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(location.place));
                continue;
            }
            let list = missing.join("`, `");
            let finding = Finding::new(Problem {
                place: location.place,
                label: format!("lacks `{list}`"),
                message: "nobody can connect: the WebSocket to Prosody is never opened".into(),
                effect: "nginx forwards requests as HTTP/1.0 and drops the headers `Upgrade` and `Connection` unless told \
                         otherwise. Prosody sees an ordinary request and refuses it; browsers do not fall back to `bosh`."
                    .into(),
                help: format!("Add `{list}` to this location."),
            });
            sink.report(finding.about(site.subject()).related(origin.span, "browsers connect to this"));
        }
    }
}

fn missing_lines(server: &Server, location: &Location, version: Option<&str>) -> Vec<&'static str> {
    let versions = server.directives_in(location, "proxy_http_version");
    let http = match versions.last() {
        Some(directive) => directive.args.first().is_some_and(|word| word.text != "1.0"),
        None => version.is_some_and(speaks_http_1_1),
    };
    let header = |name: &str| server.proxy_header(location, name).map(|word| word.text.to_lowercase());
    let upgrade = header("Upgrade").is_some_and(|value| value.contains('$') || value == "websocket");
    let connection =
        header("Connection").is_some_and(|value| value.contains('$') || value.contains("upgrade"));
    [
        (http, "proxy_http_version 1.1;"),
        (upgrade, "proxy_set_header Upgrade $http_upgrade;"),
        (connection, "proxy_set_header Connection \"upgrade\";"),
    ]
    .into_iter()
    .filter_map(|(there, line)| (!there).then_some(line))
    .collect()
}

/// nginx 1.29.7 changed the default.
fn speaks_http_1_1(version: &str) -> bool {
    let upstream = version.rsplit_once(':').map_or(version, |(_, upstream)| upstream);
    let mut numbers =
        upstream.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next()) >= (1, 29, 7)
}
