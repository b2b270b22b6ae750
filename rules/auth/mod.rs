//! Who may log in, and how: secure domain, tokens, OIDC, guests.

use crate::check::Rule;
use crate::model::JicofoAuth;

mod asap_key_server_is_key_set;
mod asap_key_server_not_a_url;
mod empty_token_open;
mod empty_token_with_wait_for_host;
mod guest_host_missing;
mod jicofo_auth_with_empty_tokens;
mod jicofo_auth_with_token_host;
mod jicofo_auth_with_wait_for_host;
mod jwt_app_id_missing;
mod jwt_comma_joined_list;
mod jwt_issuer_excludes_app_id;
mod jwt_key_source_conflict;
mod jwt_key_source_missing;
mod jwt_options_out_of_scope;
mod jwt_placeholder_secret;
mod jwt_secret_in_web_config;
mod jwt_secret_is_a_path;
mod jwt_signature_algorithm_invalid;
mod no_accounts;
mod token_guests_create_rooms;
mod token_method_not_switched;
mod token_verification_blocks_guests;
mod token_verification_missing;
mod token_verification_parent_unresolved;
mod token_verification_without_token_host;

pub(super) const RULES: &[&dyn Rule] = &[
    &asap_key_server_is_key_set::AsapKeyServerIsKeySet,
    &asap_key_server_not_a_url::AsapKeyServerNotAUrl,
    &empty_token_open::EmptyTokenOpen,
    &empty_token_with_wait_for_host::EmptyTokenWithWaitForHost,
    &guest_host_missing::GuestHostMissing,
    &jicofo_auth_with_empty_tokens::JicofoAuthWithEmptyTokens,
    &jicofo_auth_with_token_host::JicofoAuthWithTokenHost,
    &jicofo_auth_with_wait_for_host::JicofoAuthWithWaitForHost,
    &jwt_app_id_missing::JwtAppIdMissing,
    &jwt_comma_joined_list::JwtCommaJoinedList,
    &jwt_issuer_excludes_app_id::JwtIssuerExcludesAppId,
    &jwt_key_source_conflict::JwtKeySourceConflict,
    &jwt_key_source_missing::JwtKeySourceMissing,
    &jwt_options_out_of_scope::JwtOptionsOutOfScope,
    &jwt_placeholder_secret::JwtPlaceholderSecret,
    &jwt_secret_in_web_config::JwtSecretInWebConfig,
    &jwt_secret_is_a_path::JwtSecretIsAPath,
    &jwt_signature_algorithm_invalid::JwtSignatureAlgorithmInvalid,
    &no_accounts::NoAccounts,
    &token_guests_create_rooms::TokenGuestsCreateRooms,
    &token_method_not_switched::TokenMethodNotSwitched,
    &token_verification_blocks_guests::TokenVerificationBlocksGuests,
    &token_verification_missing::TokenVerificationMissing,
    &token_verification_parent_unresolved::TokenVerificationParentUnresolved,
    &token_verification_without_token_host::TokenVerificationWithoutTokenHost,
];

/// How to switch jicofo's own login off, wherever it was switched on.
fn without_jicofo_login(auth: &JicofoAuth, then: &str) -> String {
    match auth.legacy {
        Some(_) => format!(
            "Remove the line `org.jitsi.jicofo.auth.URL` from jicofo's sip-communicator.properties{then}."
        ),
        None => format!("Write `enabled = false` in the `authentication` block of jicofo.conf{then}."),
    }
}
