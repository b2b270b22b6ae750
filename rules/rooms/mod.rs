//! The meeting rooms: the MUC Component and what must agree with it.

use crate::check::Rule;

mod admins_not_owners;
mod breakout_component_missing;
mod component_without_rooms;
mod features_not_announced;
mod focus_counted_as_guest;
mod focus_not_whitelisted;
mod incomplete_visitor_node;
mod lobby_component_missing;
mod lobby_name_fixed;
mod lobby_on_several_hosts;
mod lobby_options_missing;
mod main_muc_mismatch;
mod mapper_base_mismatch;
mod mapper_base_missing;
mod mapper_prefix_mismatch;
mod matrix_sync_without_matrix;
mod moderators_beside_tokens;
mod muc_component_missing;
mod persistent_lobby_without_lobby;
mod service_component_missing;
mod service_outside_domain;
mod services_among_guests;
mod services_filtered_out;
mod token_verification_on_lobby;
mod unrestricted_room_creation;
mod visitors_half_enabled;
mod wait_for_host_without_lobby;
mod wait_for_host_without_login;

pub(super) const RULES: &[&dyn Rule] = &[
    &admins_not_owners::AdminsNotOwners,
    &breakout_component_missing::BreakoutComponentMissing,
    &component_without_rooms::ComponentWithoutRooms,
    &features_not_announced::FeaturesNotAnnounced,
    &focus_counted_as_guest::FocusCountedAsGuest,
    &focus_not_whitelisted::FocusNotWhitelisted,
    &incomplete_visitor_node::IncompleteVisitorNode,
    &lobby_component_missing::LobbyComponentMissing,
    &lobby_name_fixed::LobbyNameFixed,
    &lobby_on_several_hosts::LobbyOnSeveralHosts,
    &lobby_options_missing::LobbyOptionsMissing,
    &main_muc_mismatch::MainMucMismatch,
    &mapper_base_mismatch::MapperBaseMismatch,
    &mapper_base_missing::MapperBaseMissing,
    &mapper_prefix_mismatch::MapperPrefixMismatch,
    &matrix_sync_without_matrix::MatrixSyncWithoutMatrix,
    &moderators_beside_tokens::ModeratorsBesideTokens,
    &muc_component_missing::MucComponentMissing,
    &persistent_lobby_without_lobby::PersistentLobbyWithoutLobby,
    &service_component_missing::ServiceComponentMissing,
    &service_outside_domain::ServiceOutsideDomain,
    &services_among_guests::ServicesAmongGuests,
    &services_filtered_out::ServicesFilteredOut,
    &token_verification_on_lobby::TokenVerificationOnLobby,
    &unrestricted_room_creation::UnrestrictedRoomCreation,
    &visitors_half_enabled::VisitorsHalfEnabled,
    &wait_for_host_without_lobby::WaitForHostWithoutLobby,
    &wait_for_host_without_login::WaitForHostWithoutLogin,
];
