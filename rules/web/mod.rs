//! The web app's `config.js`.

use crate::check::Rule;

mod hosts_key_outside_hosts;

pub(super) const RULES: &[&dyn Rule] = &[&hosts_key_outside_hosts::HostsKeyOutsideHosts];
