//! Keycloak's login page is forwarded, its style sheets and scripts are not.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Address, Deployment, Way};

/// See the page.
pub struct KeycloakResourcesMissing;

static META: Meta = Meta {
    id: "proxy/keycloak-resources-missing",
    severity: Severity::Warning,
    title: "Keycloak without its style sheets",
    restart: &[Service::Nginx],
    follows: &[
        "syntax/javascript-stops-early",
        "proxy/keycloak-location-missing",
        "proxy/keycloak-location-shadowed",
    ],
    page: include_str!("keycloak_resources_missing.md"),
};

impl Rule for KeycloakResourcesMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, origin)) = sink.known(&url) else { continue };
            // In front of `/realms/` some installations have `/auth`, and the resources have it too.
            let Some((realm, _)) = Address::parse(url).realm() else { continue };
            let Some((base, _)) = realm.split_once("/realms/") else { continue };
            let Some((front, path)) = site.served(url) else { continue };
            let Way::Forwarded(login) = front.way(&path, false) else { continue };
            let resources = format!("{base}/resources/");
            let taken = match front.way(&format!("{resources}theme/login.css"), false) {
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
                place: login.place,
                label: format!("`{resources}` is not forwarded beside it"),
                message: "the login page of Keycloak comes without its style and scripts".into(),
                effect: format!(
                    "Keycloak's pages load style sheets and scripts from `{resources}`. {} does not forward this, and \
                     answers with a page of Jitsi Meet or an error.",
                    front.name()
                ),
                help: front
                    .of(
                        "Copy this location for the other path: `location ^~ /resources/ { … }` with the same `proxy_pass` \
                         host and the same headers.",
                        "Add a `ProxyPass` line for `/resources/` with the same target host.",
                    )
                    .replace("/resources/", &resources),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .restart_what_reads(deployment, front.place())
                    .related(origin.span, "users log in here")
                    .related_opt(taken, "this takes the request"),
            );
        }
    }
}
