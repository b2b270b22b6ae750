//! Videobridge: its account and the room where it announces itself.

use crate::check::Rule;

mod account_host_missing;
mod brewery_component_missing;
mod brewery_mismatch;
mod brewery_unset;
mod config_file_flag_missing;
mod incomplete_xmpp_client;
mod legacy_client_shadows;
mod not_brewery_admin;
mod websocket_unreachable;

pub(super) const RULES: &[&dyn Rule] = &[
    &account_host_missing::AccountHostMissing,
    &brewery_component_missing::BreweryComponentMissing,
    &brewery_mismatch::BreweryMismatch,
    &brewery_unset::BreweryUnset,
    &config_file_flag_missing::ConfigFileFlagMissing,
    &incomplete_xmpp_client::IncompleteXmppClient,
    &legacy_client_shadows::LegacyClientShadows,
    &not_brewery_admin::NotBreweryAdmin,
    &websocket_unreachable::WebsocketUnreachable,
];
