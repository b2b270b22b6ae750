//! Jicofo: its account, its rights and the way requests reach it.

use crate::check::Rule;

mod account_host_missing;
mod client_proxy_mismatch;
mod client_proxy_target_mismatch;
mod focus_component_missing;
mod focus_component_outdated;
mod focus_not_admin;
mod health_check_room_missing;
mod legacy_file_not_read;
mod legacy_property_shadows;
mod recorder_not_trusted;
mod required_option_missing;
mod reservation_not_read;
mod roster_subscription_missing;
mod section_outside_root;
mod service_connection_incomplete;
mod xmpp_domain_mismatch;

pub(super) const RULES: &[&dyn Rule] = &[
    &account_host_missing::AccountHostMissing,
    &client_proxy_mismatch::ClientProxyMismatch,
    &client_proxy_target_mismatch::ClientProxyTargetMismatch,
    &focus_component_missing::FocusComponentMissing,
    &focus_component_outdated::FocusComponentOutdated,
    &focus_not_admin::FocusNotAdmin,
    &health_check_room_missing::HealthCheckRoomMissing,
    &legacy_file_not_read::LegacyFileNotRead,
    &legacy_property_shadows::LegacyPropertyShadows,
    &recorder_not_trusted::RecorderNotTrusted,
    &required_option_missing::RequiredOptionMissing,
    &reservation_not_read::ReservationNotRead,
    &roster_subscription_missing::RosterSubscriptionMissing,
    &section_outside_root::SectionOutsideRoot,
    &service_connection_incomplete::ServiceConnectionIncomplete,
    &xmpp_domain_mismatch::XmppDomainMismatch,
];
