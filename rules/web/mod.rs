//! The web app's `config.js`.

use crate::check::Rule;

mod boolean_as_text;
mod bosh_module_missing;
mod dot_after_domain;
mod hosts_incomplete;
mod hosts_key_outside_hosts;
mod insecure_bosh_url;
mod key_written_twice;
mod misspelt_option;
mod no_connection_address;
mod option_at_wrong_place;
mod removed_option;
mod renamed_option;
mod side_service_address;
mod two_ports;
mod websocket_module_missing;
mod websocket_without_smacks;

pub(super) const RULES: &[&dyn Rule] = &[
    &boolean_as_text::BooleanAsText,
    &bosh_module_missing::BoshModuleMissing,
    &dot_after_domain::DotAfterDomain,
    &hosts_incomplete::HostsIncomplete,
    &hosts_key_outside_hosts::HostsKeyOutsideHosts,
    &insecure_bosh_url::InsecureBoshUrl,
    &key_written_twice::KeyWrittenTwice,
    &misspelt_option::MisspeltOption,
    &no_connection_address::NoConnectionAddress,
    &option_at_wrong_place::OptionAtWrongPlace,
    &removed_option::RemovedOption,
    &renamed_option::RenamedOption,
    &side_service_address::SideServiceAddress,
    &two_ports::TwoPorts,
    &websocket_module_missing::WebsocketModuleMissing,
    &websocket_without_smacks::WebsocketWithoutSmacks,
];
