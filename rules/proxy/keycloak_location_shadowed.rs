//! The location for Keycloak stands behind a pattern that takes its requests.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Address, Deployment, Route};

/// See the page.
pub struct KeycloakLocationShadowed;

static META: Meta = Meta {
    id: "proxy/keycloak-location-shadowed",
    severity: Severity::Error,
    title: "location for Keycloak that is never reached",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("keycloak_location_shadowed.md"),
};

impl Rule for KeycloakLocationShadowed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            if Address::parse(url).realm().is_none() {
                continue;
            }
            let Some((front, path)) = site.served(url) else { continue };
            // Apache takes the first line that fits, and knows no patterns for rooms.
            let Some((nginx, server)) = front.nginx() else { continue };
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(server.place));
                continue;
            }

            let (taken, own) = match (server.route(&path), server.written_for(&path)) {
                (Route::File(taken), Some(own)) => (taken, own),
                (Route::Unknown(reason, span), Some(_)) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            let first = server.taken_by(&path).or(taken);
            let finding = Finding::new(Problem {
                place: own.place,
                label: "nginx never comes to this".into(),
                message: "nobody can log in: a meeting opens in place of the login page".into(),
                effect: format!(
                    "nginx takes the first pattern (`~`) that matches `{path}`, and any matching pattern before a plain \
                     prefix. An earlier one takes this request for a room of a tenant."
                ),
                help: "Write `location ^~ /realms/ {` here, which wins from anywhere, or move the block up before the \
                       first pattern for rooms. Do the same for `/resources/`."
                    .into(),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related_opt(first.map(|location| location.place), "this takes the request")
                    .related(origin.span, "the address of the login page"),
            );
        }
    }
}
