//! The log of a service says that Java does not trust Prosody's certificate.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct CertificateRefused;

static META: Meta = Meta {
    id: "logs/certificate-refused",
    severity: Severity::Error,
    title: "a certificate that a service does not trust",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &["tls/auth-certificate-not-trusted"],
    page: include_str!("certificate_refused.md"),
};

impl Rule for CertificateRefused {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Logs)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        report(&META, deployment, sink);
    }
}
