//! The web app's `config.js`.

use crate::check::Rule;

mod bosh_module_missing;
mod hosts_incomplete;
mod hosts_key_outside_hosts;
mod insecure_bosh_url;
mod no_connection_address;
mod websocket_module_missing;
mod websocket_without_smacks;

pub(super) const RULES: &[&dyn Rule] = &[
    &bosh_module_missing::BoshModuleMissing,
    &hosts_incomplete::HostsIncomplete,
    &hosts_key_outside_hosts::HostsKeyOutsideHosts,
    &insecure_bosh_url::InsecureBoshUrl,
    &no_connection_address::NoConnectionAddress,
    &websocket_module_missing::WebsocketModuleMissing,
    &websocket_without_smacks::WebsocketWithoutSmacks,
];
