//! Certificates, as they lie on the machine and as they are served.

use crate::check::Rule;

mod keys_certificate_untrusted;
mod renewed_certificate_not_loaded;
mod served_certificate_refused;

pub(super) const RULES: &[&dyn Rule] = &[
    &keys_certificate_untrusted::KeysCertificateUntrusted,
    &renewed_certificate_not_loaded::RenewedCertificateNotLoaded,
    &served_certificate_refused::ServedCertificateRefused,
];
