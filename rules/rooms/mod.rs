//! The meeting rooms: the MUC Component and what must agree with it.

use crate::check::Rule;

mod admins_not_owners;
mod main_muc_mismatch;
mod mapper_base_mismatch;
mod mapper_base_missing;
mod mapper_prefix_mismatch;
mod muc_component_missing;
mod unrestricted_room_creation;

pub(super) const RULES: &[&dyn Rule] = &[
    &admins_not_owners::AdminsNotOwners,
    &main_muc_mismatch::MainMucMismatch,
    &mapper_base_mismatch::MapperBaseMismatch,
    &mapper_base_missing::MapperBaseMissing,
    &mapper_prefix_mismatch::MapperPrefixMismatch,
    &muc_component_missing::MucComponentMissing,
    &unrestricted_room_creation::UnrestrictedRoomCreation,
];
