//! Etherpad's address, or that of the whiteboard, is not one that the web app can use.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct SideServiceAddress;

static META: Meta = Meta {
    id: "web/side-service-address",
    severity: Severity::Warning,
    title: "unusable address of Etherpad or the whiteboard",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("side_service_address.md"),
};

impl Rule for SideServiceAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            // Before release 9646 an address without a host was taken as one of the site.
            let severity = match deployment.jitsi_release() {
                Some(..9646) => None,
                Some(_) => Some(Severity::Warning),
                None => Some(Severity::Info),
            };
            let mut services = Vec::new();
            services.extend(severity.map(|severity| ("etherpad_base", "shared documents", severity)));
            let whiteboard = site.web.truthy("whiteboard.enabled");
            if sink.yes(whiteboard.is(|on| *on)) {
                services.push(("whiteboard.collabServerBaseUrl", "the whiteboard", Severity::Warning));
            }
            for (name, what, severity) in services {
                let url = site.web.text(name);
                let Some((text, origin)) = sink.known(&url) else { continue };
                if ["http", "https"].contains(&Address::parse(text).scheme) {
                    continue;
                }
                let domain = site.subject();
                let host = if domain.is_empty() { "meet.example.org" } else { &domain };
                let path = format!("/{}", text.trim_start_matches('/'));
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: "no complete address".into(),
                    message: format!("{what} cannot be opened"),
                    effect: "The web app builds addresses on this one, which works only if it begins with `https://`. \
                             Otherwise the browser says \"Invalid base URL\"."
                        .into(),
                    help: format!("Write the whole address, as `https://{host}{path}`."),
                });
                sink.report(finding.about(name).severity(severity));
            }
        }
    }
}
