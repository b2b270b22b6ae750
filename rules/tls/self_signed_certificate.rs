//! Browsers get a certificate that nobody vouches for.

use super::seen;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Address, Deployment, Shower, as_flag, field};

/// See the page.
pub struct SelfSignedCertificate;

static META: Meta = Meta {
    id: "tls/self-signed-certificate",
    severity: Severity::Info,
    title: "self-signed certificate",
    restart: &[Service::Nginx, Service::Apache],
    follows: &[],
    page: include_str!("self_signed_certificate.md"),
};

impl Rule for SelfSignedCertificate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // In a local network there is nobody who would sign.
        let public = |name: &str| name.contains('.') && !Address::parse(name).is_internal();
        let wanted = |by| matches!(by, Shower::Nginx | Shower::Apache);
        for (named, node) in seen(deployment, sink, |named| {
            wanted(named.by) && named.names.iter().any(|(name, _)| public(name))
        }) {
            let own = field(node, "self_signed", as_flag);
            let Some((true, origin)) = sink.known(&own).map(|(own, origin)| (*own, origin)) else { continue };
            let finding = Finding::new(Problem {
                place: named.place,
                label: "signed by itself".into(),
                message: "people see a warning before the site opens, and the apps do not connect at all".into(),
                effect: format!(
                    "{} shows a certificate that no authority has signed. Browsers ask whether to go on; the apps for Android and \
                     iOS, Jibri and calendars refuse. Behind another proxy that has a certificate of its own, nobody sees this one.",
                    named.by.name(),
                ),
                help: "Get one for free: `/usr/share/jitsi-meet/scripts/install-letsencrypt-cert.sh` does it where port 80 leads to \
                       this machine."
                    .into(),
            });
            sink.report(
                finding
                    .about(named.subject)
                    .related(origin.span, "as it lies on this machine")
                    .restart_what_reads(deployment, named.place),
            );
        }
    }
}
