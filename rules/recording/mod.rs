//! Recording and streaming: Jibri, and what must agree with it.

use crate::check::Rule;

mod account_host_missing;
mod address_not_served;
mod brewery_mismatch;
mod brewery_unset;
mod button_missing;
mod hidden_domain_mismatch;
mod hidden_domain_of_people;
mod incomplete_environment;
mod kept_in_lobby;
mod kept_out_by_password;
mod refused_without_token;
mod transcriber_missing;
mod unknown_domain;
mod wrong_room_prefix;

pub(super) const RULES: &[&dyn Rule] = &[
    &account_host_missing::AccountHostMissing,
    &address_not_served::AddressNotServed,
    &brewery_mismatch::BreweryMismatch,
    &brewery_unset::BreweryUnset,
    &button_missing::ButtonMissing,
    &hidden_domain_mismatch::HiddenDomainMismatch,
    &hidden_domain_of_people::HiddenDomainOfPeople,
    &incomplete_environment::IncompleteEnvironment,
    &kept_in_lobby::KeptInLobby,
    &kept_out_by_password::KeptOutByPassword,
    &refused_without_token::RefusedWithoutToken,
    &transcriber_missing::TranscriberMissing,
    &unknown_domain::UnknownDomain,
    &wrong_room_prefix::WrongRoomPrefix,
];
