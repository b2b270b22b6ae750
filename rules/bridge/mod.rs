//! Videobridge: its account and the room where it announces itself.

use crate::check::Rule;

mod account_host_missing;
mod brewery_component_missing;
mod brewery_mismatch;
mod incomplete_xmpp_client;
mod legacy_client_shadows;

pub(super) const RULES: &[&dyn Rule] = &[
    &account_host_missing::AccountHostMissing,
    &brewery_component_missing::BreweryComponentMissing,
    &brewery_mismatch::BreweryMismatch,
    &incomplete_xmpp_client::IncompleteXmppClient,
    &legacy_client_shadows::LegacyClientShadows,
];
