//! The pattern for tenants' rooms takes addresses that have another meaning.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Location, LocationMatch, Route, Server};

/// See the page.
pub struct LostAddress;

static META: Meta = Meta {
    id: "proxy/lost-address",
    severity: Severity::Warning,
    title: "address taken for a room",
    restart: &[Service::Nginx],
    follows: &[
        "syntax/javascript-stops-early",
        "proxy/bosh-location-missing",
        "proxy/websocket-location-missing",
    ],
    page: include_str!("lost_address.md"),
};

impl Rule for LostAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let mut lost: Vec<(String, &'static str)> = Vec::new();
            let Fact::Known(domain, at) = site.web.domain() else { continue };
            let Some((nginx, server)) = site.front(&domain).and_then(|front| front.nginx()) else { continue };
            let rooms = |path: &str| match server.location(path) {
                LocationMatch::Found(location) if is_for_tenants(location) => Some(location),
                _ => None,
            };
            // Without a pattern for tenants there is nothing to be taken for one.
            let Some(pattern) = rooms("/team/room") else { continue };
            for path in ["/libs/app.bundle.min.js", "/css/all.css", "/static/close.html"] {
                if rooms(path).is_some() {
                    lost.push((path.to_owned(), "the web app's own files are not sent"));
                }
            }
            let tenants = matches!(server.location("/team/config.js"), LocationMatch::Found(location) if is_for_tenants(location));
            for name in ["websocket", "bosh"] {
                let url = site.web.text(name);
                let Some((_, path)) = (match &url {
                    Fact::Known(url, _) if tenants => site.served(url),
                    _ => None,
                }) else {
                    continue;
                };
                // Prosody learns the tenant from a variable that only the tenant's location sets.
                let told = |path: &str| match (server.route(path), server.location(path)) {
                    (Route::Proxied(_, pass), LocationMatch::Found(location)) => {
                        let wanted = pass.args.first().is_some_and(|word| word.text.contains("$prefix"));
                        !wanted || sets(location, "$prefix")
                    }
                    _ => true,
                };
                if !told(&format!("/team{path}")) {
                    lost.push((format!("/team{path}"), "rooms of tenants are mixed up"));
                    continue;
                }
                let proxied = |path: &str| matches!(server.route(path), Route::Proxied(..));
                if proxied(&path) && !proxied(&format!("/team{path}")) {
                    lost.push((format!("/team{path}"), "tenants cannot connect"));
                }
            }
            let Some((path, message)) = lost.first() else { continue };
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(server.place));
                continue;
            }
            let written = written_for(server, path);
            let finding = Finding::new(Problem {
                place: written.unwrap_or(pattern).place,
                label: match written {
                    Some(_) => format!("does not lead `{path}` to Prosody"),
                    None => format!("takes `{path}` for a room of a tenant"),
                },
                message: format!("{message}: nginx takes their address for a room"),
                effect: format!(
                    "`{}` is the pattern for rooms of tenants. No location before it takes `{path}`, so nginx treats it as \
                     one and sends the wrong page.",
                    pattern.pattern
                ),
                help: format!(
                    "Add a location for `{path}` before this one, as in the file that Jitsi's package brings."
                ),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related(at.span, "the site")
                    .related(server.place, "its server"),
            );
        }
    }
}

/// Locations that make a tenant of the first part of a path.
fn is_for_tenants(location: &Location) -> bool {
    sets(location, "$subdir") || sets(location, "$subdomain")
}

fn sets(location: &Location, name: &str) -> bool {
    let mut set = location.directives.iter().filter(|directive| directive.name.text == "set");
    set.any(|directive| directive.args.first().is_some_and(|word| word.text == name))
}

/// The location that was meant for an address of a tenant: it sets the tenant and takes this path only.
fn written_for<'n>(server: &'n Server, path: &str) -> Option<&'n Location> {
    match server.location(path) {
        LocationMatch::Found(location) if location.pattern.ends_with(path.rsplit('/').next()?) => {
            Some(location)
        }
        _ => None,
    }
}
