//! `/external_api.js` is taken for a room.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Route};

/// See the page.
pub struct ExternalApiMissing;

static META: Meta = Meta {
    id: "proxy/external-api-missing",
    severity: Severity::Warning,
    title: "script for embedding that nginx does not serve",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "proxy/root-missing"],
    page: include_str!("external_api_missing.md"),
};

/// Where the packages put the web app. The script lies in a directory below it.
const PACKAGED: &str = "/usr/share/jitsi-meet";

impl Rule for ExternalApiMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Fact::Known(domain, _) = site.web.domain() else { continue };
            let Some((nginx, server)) = site.front(&domain).and_then(|front| front.nginx()) else { continue };
            // Other trees may have the file where browsers look for it.
            let root = server.directive("root").and_then(|root| root.args.first());
            if root.is_none_or(|root| root.text.trim_end_matches('/') != PACKAGED) {
                continue;
            }
            let location = match server.route("/external_api.js") {
                Route::File(location) => location,
                Route::Unknown(reason, span) => {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                _ => continue,
            };
            let answers = |location: &crate::model::Location| {
                ["alias", "root"].iter().any(|name| location.directive(name).is_some())
            };
            let written = server.taken_by("/external_api.js");
            let redirected = written.is_some_and(|location| {
                location
                    .directive("try_files")
                    .is_some_and(|files| files.args.iter().any(|word| word.text.contains("external_api")))
            });
            if redirected || written.is_some_and(answers) || location.is_some_and(answers) {
                continue;
            }
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(server.place));
                continue;
            }
            let finding = Finding::new(Problem {
                place: written.map_or(server.place, |location| location.place),
                label: "`/external_api.js` comes here".into(),
                message: "meetings cannot be embedded in other pages, and the desktop app refuses this server".into(),
                effect: "Other pages and the desktop app load `/external_api.js`. The packages install it as \
                         `libs/external_api.min.js`, and nginx has to be told so; without that it answers with the start \
                         page, as for a room of that name."
                    .into(),
                help: format!(
                    "Write `location = /external_api.js {{ alias {PACKAGED}/libs/external_api.min.js; }}` into this server."
                ),
            });
            sink.report(finding.about(site.subject()).related(server.place, "the server of the site"));
        }
    }
}
