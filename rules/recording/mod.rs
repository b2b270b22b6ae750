//! Recording and streaming: Jibri, and what must agree with it.

use crate::check::Rule;

mod account_host_missing;
mod brewery_mismatch;
mod brewery_unset;
mod hidden_domain_mismatch;
mod hidden_domain_of_people;
mod incomplete_environment;
mod wrong_room_prefix;

pub(super) const RULES: &[&dyn Rule] = &[
    &account_host_missing::AccountHostMissing,
    &brewery_mismatch::BreweryMismatch,
    &brewery_unset::BreweryUnset,
    &hidden_domain_mismatch::HiddenDomainMismatch,
    &hidden_domain_of_people::HiddenDomainOfPeople,
    &incomplete_environment::IncompleteEnvironment,
    &wrong_room_prefix::WrongRoomPrefix,
];
