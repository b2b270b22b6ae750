//! The recorder opens meetings at an address that is not the site's.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct AddressNotServed;

static META: Meta = Meta {
    id: "recording/address-not-served",
    severity: Severity::Error,
    title: "recorder at an address without a site",
    restart: &[Service::Jibri],
    follows: &["recording/incomplete-environment", "proxy/unserved-host", "syntax/javascript-stops-early"],
    page: include_str!("address_not_served.md"),
};

impl Rule for AddressNotServed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if deployment.jibri.is_none() {
            return;
        }
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        for site in deployment.sites() {
            let domain = site.web.domain();
            for recorder in recorders {
                let Fact::Known(own, origin) = recorder.xmpp_domain() else { continue };
                if !matches!(recorder.serves(&domain), Verdict::Yes) || !site.is_no_web_host(&own) {
                    continue;
                }
                if !sink.absent(&recorder.base_url()) {
                    continue;
                }
                let hosts = site.web_hosts();
                let Some(wanted) = hosts.first() else { continue };
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: "no site is at this address, and there is no `base-url`".into(),
                    message: "recordings do not start: the recorder does not find the page of the meeting"
                        .into(),
                    effect: format!(
                        "Without `base-url` Jibri opens meetings at `https://{own}/`, the XMPP domain. People reach the site as \
                         `{wanted}`; the recorder waits for a page that does not come (\"Timed out waiting for call page to load\")."
                    ),
                    help: format!("Add `base-url = \"https://{wanted}\"` to this environment."),
                });
                sink.report(finding.about(site.subject()));
            }
        }
    }
}
