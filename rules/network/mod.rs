//! The network: what answers when the names of the configuration are asked.

use crate::check::Rule;

mod bosh_not_served;
mod config_not_served;
mod domain_not_running;
mod issuer_differs;
mod keys_format_too_new;
mod keys_not_served;
mod keys_redirected;
mod keys_unreachable;
mod keys_unusable;
mod login_not_in_use;
mod other_config_served;
mod websocket_not_served;

pub(super) const RULES: &[&dyn Rule] = &[
    &bosh_not_served::BoshNotServed,
    &config_not_served::ConfigNotServed,
    &domain_not_running::DomainNotRunning,
    &issuer_differs::IssuerDiffers,
    &keys_format_too_new::KeysFormatTooNew,
    &keys_not_served::KeysNotServed,
    &keys_redirected::KeysRedirected,
    &keys_unreachable::KeysUnreachable,
    &keys_unusable::KeysUnusable,
    &login_not_in_use::LoginNotInUse,
    &other_config_served::OtherConfigServed,
    &websocket_not_served::WebsocketNotServed,
];
