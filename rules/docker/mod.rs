//! The compose files and the `.env` of docker-jitsi-meet.

use crate::check::Rule;

mod dollar_in_value;
mod password_missing;
mod placeholder_password;
mod public_url_not_https;
mod removed_variable;
mod variable_not_passed;

pub(super) const RULES: &[&dyn Rule] = &[
    &dollar_in_value::DollarInValue,
    &password_missing::PasswordMissing,
    &placeholder_password::PlaceholderPassword,
    &public_url_not_https::PublicUrlNotHttps,
    &removed_variable::RemovedVariable,
    &variable_not_passed::VariableNotPassed,
];
