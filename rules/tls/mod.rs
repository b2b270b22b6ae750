//! Certificates, as they lie on the machine and as they are served.

use crate::check::Rule;

mod keys_certificate_untrusted;

pub(super) const RULES: &[&dyn Rule] = &[&keys_certificate_untrusted::KeysCertificateUntrusted];
