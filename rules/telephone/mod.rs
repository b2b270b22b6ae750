//! Calls by telephone: Jigasi, and what must agree with it.

use crate::check::Rule;

mod brewery_mismatch;
mod login_missing;
mod password_not_encoded;
mod rooms_mismatch;

pub(super) const RULES: &[&dyn Rule] = &[
    &brewery_mismatch::BreweryMismatch,
    &login_missing::LoginMissing,
    &password_not_encoded::PasswordNotEncoded,
    &rooms_mismatch::RoomsMismatch,
];
