//! The network: what answers when the names of the configuration are asked.

use crate::check::Rule;

mod keys_format_too_new;
mod keys_not_served;
mod keys_redirected;
mod keys_unreachable;
mod keys_unusable;
mod name_leads_elsewhere;
mod relay_not_answering;
mod relay_refuses_password;
mod service_port_closed;
mod service_unhealthy;

pub(super) const RULES: &[&dyn Rule] = &[
    &keys_format_too_new::KeysFormatTooNew,
    &keys_not_served::KeysNotServed,
    &keys_redirected::KeysRedirected,
    &keys_unreachable::KeysUnreachable,
    &keys_unusable::KeysUnusable,
    &name_leads_elsewhere::NameLeadsElsewhere,
    &relay_not_answering::RelayNotAnswering,
    &relay_refuses_password::RelayRefusesPassword,
    &service_port_closed::ServicePortClosed,
    &service_unhealthy::ServiceUnhealthy,
];
