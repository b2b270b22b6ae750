//! nginx and Apache: what they forward, and to whom.

use crate::check::Rule;

mod bosh_location_missing;
mod certificate_without_chain;
mod conference_request_location_missing;
mod external_api_missing;
mod framing_forbidden;
mod keycloak_location_missing;
mod keycloak_location_shadowed;
mod keycloak_resources_missing;
mod lost_address;
mod other_config_file;
mod password_taken_for_token;
mod port_taken_twice;
mod prosody_path_mismatch;
mod prosody_port_mismatch;
mod refused_by_nginx;
mod root_missing;
mod ssi_off;
mod start_page_without_ssi;
mod stream_target_closed;
mod tls_port_uneven;
mod unknown_host_header;
mod unserved_host;
mod websocket_location_missing;
mod websocket_upgrade_missing;

pub(super) const RULES: &[&dyn Rule] = &[
    &bosh_location_missing::BoshLocationMissing,
    &certificate_without_chain::CertificateWithoutChain,
    &conference_request_location_missing::ConferenceRequestLocationMissing,
    &external_api_missing::ExternalApiMissing,
    &framing_forbidden::FramingForbidden,
    &keycloak_location_missing::KeycloakLocationMissing,
    &keycloak_location_shadowed::KeycloakLocationShadowed,
    &keycloak_resources_missing::KeycloakResourcesMissing,
    &lost_address::LostAddress,
    &other_config_file::OtherConfigFile,
    &password_taken_for_token::PasswordTakenForToken,
    &port_taken_twice::PortTakenTwice,
    &prosody_path_mismatch::ProsodyPathMismatch,
    &prosody_port_mismatch::ProsodyPortMismatch,
    &refused_by_nginx::RefusedByNginx,
    &root_missing::RootMissing,
    &ssi_off::SsiOff,
    &start_page_without_ssi::StartPageWithoutSsi,
    &stream_target_closed::StreamTargetClosed,
    &tls_port_uneven::TlsPortUneven,
    &unknown_host_header::UnknownHostHeader,
    &unserved_host::UnservedHost,
    &websocket_location_missing::WebsocketLocationMissing,
    &websocket_upgrade_missing::WebsocketUpgradeMissing,
];
