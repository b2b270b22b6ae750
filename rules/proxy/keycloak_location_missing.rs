//! `tokenAuthUrl` is on the site's own host, and the web server does not forward it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Address, Deployment, Way};

/// See the page.
pub struct KeycloakLocationMissing;

static META: Meta = Meta {
    id: "proxy/keycloak-location-missing",
    severity: Severity::Error,
    title: "Keycloak on the site's address, and no location for it",
    restart: &[Service::Nginx],
    follows: &[
        "proxy/keycloak-location-shadowed",
        "auth/token-url-uses-xmpp-domain",
        "syntax/javascript-stops-early",
    ],
    page: include_str!("keycloak_location_missing.md"),
};

impl Rule for KeycloakLocationMissing {
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
            if let Some(reason) = front.lossy() {
                sink.cannot_tell(reason, Some(front.place()));
                continue;
            }

            let taken = match front.way(&path, false) {
                Way::File(taken)
                    if front.nginx().is_none_or(|(_, server)| server.written_for(&path).is_none()) =>
                {
                    taken
                }
                Way::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("{} answers this address itself", front.name()),
                message: "nobody can log in: a meeting opens in place of the login page".into(),
                effect: format!(
                    "Nothing in the server forwards `{path}`. It is taken for a room, and the browser gets the start page \
                     of Jitsi Meet, or an error. Prosody cannot load the provider's keys by this address either."
                ),
                help: front.of(
                    "Write `location ^~ /realms/ { proxy_pass http://127.0.0.1:8080; proxy_set_header Host $host; \
                       proxy_set_header X-Forwarded-Proto $scheme; }` into the server, with the port of Keycloak, and \
                       the same for `/resources/`.",
                    "Write `ProxyPass /realms/ http://127.0.0.1:8080/realms/`, with the port of Keycloak, `ProxyPreserveHost on` \
                     and `RequestHeader set X-Forwarded-Proto https` into the virtual host, and the same for `/resources/`.",
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
