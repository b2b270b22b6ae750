//! TURN: the relay for those behind firewalls.

use crate::check::Rule;

mod missing_credentials;
mod misspelt_entry;
mod port_as_text;
mod port_not_listening;
mod relay_without_secret;
mod secret_mismatch;

pub(super) const RULES: &[&dyn Rule] = &[
    &missing_credentials::MissingCredentials,
    &misspelt_entry::MisspeltEntry,
    &port_as_text::PortAsText,
    &port_not_listening::PortNotListening,
    &relay_without_secret::RelayWithoutSecret,
    &secret_mismatch::SecretMismatch,
];
