//! The web server shows a certificate without the name by which browsers ask.

use super::{listed, names_in, signed};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Shower, covers, field};

/// See the page.
pub struct CertificateOfOtherName;

static META: Meta = Meta {
    id: "tls/certificate-of-other-name",
    severity: Severity::Error,
    title: "certificate without the name of the site",
    restart: &[Service::Nginx, Service::Apache],
    follows: &["proxy/unserved-host", "syntax/invalid-nginx"],
    page: include_str!("certificate_of_other_name.md"),
};

impl Rule for CertificateOfOtherName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (named, node) in signed(deployment, sink, |named| named.by != Shower::Relay) {
            let fact = field(node, "names", Some);
            let Some((list, origin)) = sink.known(&fact) else { continue };
            let names = names_in(list);
            let Some((lacking, asked)) = named.names.iter().find(|(name, _)| !covers(&names, name)) else {
                continue;
            };
            let finding = Finding::new(Problem {
                place: named.place,
                label: format!("not for `{lacking}`"),
                message: format!(
                    "nobody can open `{lacking}` without a warning: the certificate is for another name"
                ),
                effect: format!(
                    "{} answers for `{lacking}` with this certificate, which holds {}. Browsers say \
                     \"NET::ERR_CERT_COMMON_NAME_INVALID\", and the apps do not connect.",
                    named.by.name(),
                    listed(&names),
                ),
                help: format!(
                    "Name a certificate here that holds `{lacking}`, or get one: `certbot certonly -d {lacking}`."
                ),
            });
            sink.report(
                finding
                    .about(named.subject)
                    .related(*asked, "answers for this name")
                    .related(origin.span, "the names in the certificate")
                    .restart_what_reads(deployment, named.place),
            );
        }
    }
}
