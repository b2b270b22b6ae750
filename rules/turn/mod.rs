//! TURN: the relay for those behind firewalls.

use crate::check::Rule;

mod missing_credentials;
mod port_as_text;
mod secret_mismatch;

pub(super) const RULES: &[&dyn Rule] =
    &[&missing_credentials::MissingCredentials, &port_as_text::PortAsText, &secret_mismatch::SecretMismatch];
