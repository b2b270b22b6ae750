//! The site shows a certificate that browsers or apps refuse.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Address;
use crate::model::Deployment;

/// See the page.
pub struct ServedCertificateRefused;

static META: Meta = Meta {
    id: "tls/served-certificate-refused",
    severity: Severity::Error,
    title: "certificate of the site that browsers refuse",
    restart: &[],
    follows: &[],
    page: include_str!("served_certificate_refused.md"),
};

impl Rule for ServedCertificateRefused {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(at) = site.web_address("/") else { continue };
            let address = Address::parse(&at.address);
            // What nginx or Apache of this machine has on disk is judged by the rules about those files.
            if deployment.tls_front(&address.host()).is_some() {
                continue;
            }
            let subject = if address.authority.contains(':') {
                address.authority.to_owned()
            } else {
                format!("{}:443", address.host())
            };
            let answer = deployment.answer("certificate", &subject.to_lowercase());
            let (why, own) = (answer.text("untrusted"), answer.flag("self_signed"));
            let Some((&why, learnt)) = sink.known(&why) else { continue };
            // One that was made at the installation is known to whoever made it.
            if !sink.no(own.is(|own| *own)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: at.span,
                label: "the site is reached by this name".into(),
                message: "browsers or apps refuse the site because of its certificate".into(),
                effect: format!("The server that answers for `{}` was asked for its certificate: {why}.", address.authority),
                help: "Renew the certificate where TLS ends, on the proxy in front of this machine, and let it send the whole chain (`fullchain.pem`).".into(),
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(site.subject()));
        }
    }
}
