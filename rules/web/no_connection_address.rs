//! `config.js` has neither `bosh` nor `websocket`.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct NoConnectionAddress;

static META: Meta = Meta {
    id: "web/no-connection-address",
    severity: Severity::Error,
    title: "config.js without a way to Prosody",
    restart: &[],
    follows: &[
        "syntax/invalid-javascript",
        "syntax/javascript-stops-early",
        "syntax/javascript-without-effect",
        "web/option-at-wrong-place",
    ],
    page: include_str!("no_connection_address.md"),
};

impl Rule for NoConnectionAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (bosh, socket) = (site.web.value("bosh"), site.web.value("websocket"));
            if !sink.absent(&bosh) || !sink.absent(&socket) {
                continue;
            }
            let Some(place) = bosh.place() else { continue };
            let finding = Finding::new(Problem {
                place,
                label: "neither `bosh` nor `websocket` is set".into(),
                message: "nobody can connect: the web app has no address for its connection".into(),
                effect: "Browsers reach Prosody at the address in `websocket`, or else in `bosh`. Without both the web app \
                         stays at loading."
                    .into(),
                help: match site.web.domain() {
                    crate::fact::Fact::Known(domain, _) => format!("Add `bosh: 'https://{domain}/http-bind',` to `config`."),
                    _ => "Add `bosh: 'https://…/http-bind',` with the site's name to `config`.".into(),
                },
            });
            sink.report(finding.about(site.subject()));
        }
    }
}
