//! The compose files and the `.env` of docker-jitsi-meet.

use crate::check::Rule;

mod blank_in_list;
mod boolean_word;
mod comma_in_lua;
mod dollar_in_value;
mod domain_not_shared;
mod incomplete_lets_encrypt;
mod ldap_contradiction;
mod login_not_enabled;
mod media_port_remapped;
mod mixed_releases;
mod password_missing;
mod placeholder_password;
mod public_url_elsewhere;
mod public_url_not_https;
mod removed_variable;
mod room_service_outside_domain;
mod unknown_login_method;
mod unknown_server_name;
mod useless_advertised_address;
mod variable_not_passed;

pub(super) const RULES: &[&dyn Rule] = &[
    &blank_in_list::BlankInList,
    &boolean_word::BooleanWord,
    &comma_in_lua::CommaInLua,
    &dollar_in_value::DollarInValue,
    &domain_not_shared::DomainNotShared,
    &incomplete_lets_encrypt::IncompleteLetsEncrypt,
    &ldap_contradiction::LdapContradiction,
    &login_not_enabled::LoginNotEnabled,
    &media_port_remapped::MediaPortRemapped,
    &mixed_releases::MixedReleases,
    &password_missing::PasswordMissing,
    &placeholder_password::PlaceholderPassword,
    &public_url_elsewhere::PublicUrlElsewhere,
    &public_url_not_https::PublicUrlNotHttps,
    &removed_variable::RemovedVariable,
    &room_service_outside_domain::RoomServiceOutsideDomain,
    &unknown_login_method::UnknownLoginMethod,
    &unknown_server_name::UnknownServerName,
    &useless_advertised_address::UselessAdvertisedAddress,
    &variable_not_passed::VariableNotPassed,
];
