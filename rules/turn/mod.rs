//! TURN: the relay for those behind firewalls.

use crate::check::Rule;

mod closed_protocol;
mod loopback_host;
mod missing_credentials;
mod misspelt_entry;
mod no_relay_over_tcp;
mod open_relay;
mod open_to_private_networks;
mod options_of_old_module;
mod port_as_text;
mod port_not_listening;
mod port_of_web_server;
mod relay_without_secret;
mod secret_mismatch;

pub(super) const RULES: &[&dyn Rule] = &[
    &closed_protocol::ClosedProtocol,
    &loopback_host::LoopbackHost,
    &missing_credentials::MissingCredentials,
    &misspelt_entry::MisspeltEntry,
    &no_relay_over_tcp::NoRelayOverTcp,
    &open_relay::OpenRelay,
    &open_to_private_networks::OpenToPrivateNetworks,
    &options_of_old_module::OptionsOfOldModule,
    &port_as_text::PortAsText,
    &port_not_listening::PortNotListening,
    &port_of_web_server::PortOfWebServer,
    &relay_without_secret::RelayWithoutSecret,
    &secret_mismatch::SecretMismatch,
];
