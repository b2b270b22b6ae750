//! Videobridge: its account and the room where it announces itself.

use crate::check::Rule;

mod account_host_missing;
mod address_filter_ignored;
mod brewery_component_missing;
mod brewery_mismatch;
mod brewery_unset;
mod config_file_flag_missing;
mod half_nat_mapping;
mod half_octo;
mod health_timeout_too_short;
mod incomplete_xmpp_client;
mod legacy_client_shadows;
mod malformed_room_address;
mod malformed_stun_address;
mod no_channel;
mod not_brewery_admin;
mod port_taken;
mod unknown_selection_strategy;
mod useless_nat_mapping;
mod websocket_elsewhere;
mod websocket_unreachable;

pub(super) const RULES: &[&dyn Rule] = &[
    &account_host_missing::AccountHostMissing,
    &address_filter_ignored::AddressFilterIgnored,
    &brewery_component_missing::BreweryComponentMissing,
    &brewery_mismatch::BreweryMismatch,
    &brewery_unset::BreweryUnset,
    &config_file_flag_missing::ConfigFileFlagMissing,
    &half_nat_mapping::HalfNatMapping,
    &half_octo::HalfOcto,
    &health_timeout_too_short::HealthTimeoutTooShort,
    &incomplete_xmpp_client::IncompleteXmppClient,
    &legacy_client_shadows::LegacyClientShadows,
    &malformed_room_address::MalformedRoomAddress,
    &malformed_stun_address::MalformedStunAddress,
    &no_channel::NoChannel,
    &not_brewery_admin::NotBreweryAdmin,
    &port_taken::PortTaken,
    &unknown_selection_strategy::UnknownSelectionStrategy,
    &useless_nat_mapping::UselessNatMapping,
    &websocket_elsewhere::WebsocketElsewhere,
    &websocket_unreachable::WebsocketUnreachable,
];
