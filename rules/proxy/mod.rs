//! nginx and Apache: what they forward, and to whom.

use crate::check::Rule;

mod bosh_location_missing;
mod keycloak_location_missing;
mod keycloak_location_shadowed;
mod prosody_port_mismatch;
mod ssi_off;
mod unknown_host_header;
mod websocket_location_missing;
mod websocket_upgrade_missing;

pub(super) const RULES: &[&dyn Rule] = &[
    &bosh_location_missing::BoshLocationMissing,
    &keycloak_location_missing::KeycloakLocationMissing,
    &keycloak_location_shadowed::KeycloakLocationShadowed,
    &prosody_port_mismatch::ProsodyPortMismatch,
    &ssi_off::SsiOff,
    &unknown_host_header::UnknownHostHeader,
    &websocket_location_missing::WebsocketLocationMissing,
    &websocket_upgrade_missing::WebsocketUpgradeMissing,
];
