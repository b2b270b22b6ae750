//! Who may log in, and how: secure domain, tokens, OIDC, guests.

use crate::check::Rule;
use crate::model::JicofoAuth;

mod anonymous_login_forced;
mod anonymousdomain_is_main_domain;
mod anonymousdomain_missing;
mod asap_key_server_is_key_set;
mod asap_key_server_not_a_url;
mod empty_token_open;
mod empty_token_with_wait_for_host;
mod guest_encryption_required;
mod guest_host_missing;
mod guest_host_not_anonymous;
mod jicofo_auth_type_invalid;
mod jicofo_auth_with_anonymous_host;
mod jicofo_auth_with_empty_tokens;
mod jicofo_auth_with_http_request;
mod jicofo_auth_with_token_host;
mod jicofo_auth_with_wait_for_host;
mod jicofo_auth_without_type;
mod jicofo_jwt_with_password_host;
mod jicofo_legacy_url_overrides;
mod jicofo_legacy_url_without_type;
mod jicofo_login_check_missing;
mod jicofo_login_url_mismatch;
mod jicofo_login_url_missing;
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
mod login_dialog_domain_mismatch;
mod main_host_without_login_method;
mod no_accounts;
mod oidc_address_misspelt;
mod oidc_client_mismatch;
mod oidc_issuer_mismatch;
mod oidc_key_set_unsupported;
mod oidc_keys_url_is_not_a_key_set;
mod oidc_realm_mismatch;
mod oidc_room_claim_required;
mod open_registration;
mod plain_anonymous_guest;
mod sso_page_without_inline;
mod sso_settings_missing;
mod sso_token_service_with_scheme;
mod token_guests_create_rooms;
mod token_library_missing;
mod token_method_not_switched;
mod token_page_missing;
mod token_page_without_token_host;
mod token_url_parameters;
mod token_url_redirect_origin;
mod token_url_uses_xmpp_domain;
mod token_verification_blocks_guests;
mod token_verification_missing;
mod token_verification_parent_unresolved;
mod token_verification_without_token_host;
mod unknown_login_method;

pub(super) const RULES: &[&dyn Rule] = &[
    &anonymous_login_forced::AnonymousLoginForced,
    &anonymousdomain_is_main_domain::AnonymousdomainIsMainDomain,
    &anonymousdomain_missing::AnonymousdomainMissing,
    &asap_key_server_is_key_set::AsapKeyServerIsKeySet,
    &asap_key_server_not_a_url::AsapKeyServerNotAUrl,
    &empty_token_open::EmptyTokenOpen,
    &empty_token_with_wait_for_host::EmptyTokenWithWaitForHost,
    &guest_encryption_required::GuestEncryptionRequired,
    &guest_host_missing::GuestHostMissing,
    &guest_host_not_anonymous::GuestHostNotAnonymous,
    &jicofo_auth_type_invalid::JicofoAuthTypeInvalid,
    &jicofo_auth_with_anonymous_host::JicofoAuthWithAnonymousHost,
    &jicofo_auth_with_empty_tokens::JicofoAuthWithEmptyTokens,
    &jicofo_auth_with_http_request::JicofoAuthWithHttpRequest,
    &jicofo_auth_with_token_host::JicofoAuthWithTokenHost,
    &jicofo_auth_with_wait_for_host::JicofoAuthWithWaitForHost,
    &jicofo_auth_without_type::JicofoAuthWithoutType,
    &jicofo_jwt_with_password_host::JicofoJwtWithPasswordHost,
    &jicofo_legacy_url_overrides::JicofoLegacyUrlOverrides,
    &jicofo_legacy_url_without_type::JicofoLegacyUrlWithoutType,
    &jicofo_login_check_missing::JicofoLoginCheckMissing,
    &jicofo_login_url_mismatch::JicofoLoginUrlMismatch,
    &jicofo_login_url_missing::JicofoLoginUrlMissing,
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
    &login_dialog_domain_mismatch::LoginDialogDomainMismatch,
    &main_host_without_login_method::MainHostWithoutLoginMethod,
    &no_accounts::NoAccounts,
    &oidc_address_misspelt::OidcAddressMisspelt,
    &oidc_client_mismatch::OidcClientMismatch,
    &oidc_issuer_mismatch::OidcIssuerMismatch,
    &oidc_key_set_unsupported::OidcKeySetUnsupported,
    &oidc_keys_url_is_not_a_key_set::OidcKeysUrlIsNotAKeySet,
    &oidc_realm_mismatch::OidcRealmMismatch,
    &oidc_room_claim_required::OidcRoomClaimRequired,
    &open_registration::OpenRegistration,
    &plain_anonymous_guest::PlainAnonymousGuest,
    &sso_page_without_inline::SsoPageWithoutInline,
    &sso_settings_missing::SsoSettingsMissing,
    &sso_token_service_with_scheme::SsoTokenServiceWithScheme,
    &token_guests_create_rooms::TokenGuestsCreateRooms,
    &token_library_missing::TokenLibraryMissing,
    &token_method_not_switched::TokenMethodNotSwitched,
    &token_page_missing::TokenPageMissing,
    &token_page_without_token_host::TokenPageWithoutTokenHost,
    &token_url_parameters::TokenUrlParameters,
    &token_url_redirect_origin::TokenUrlRedirectOrigin,
    &token_url_uses_xmpp_domain::TokenUrlUsesXmppDomain,
    &token_verification_blocks_guests::TokenVerificationBlocksGuests,
    &token_verification_missing::TokenVerificationMissing,
    &token_verification_parent_unresolved::TokenVerificationParentUnresolved,
    &token_verification_without_token_host::TokenVerificationWithoutTokenHost,
    &unknown_login_method::UnknownLoginMethod,
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
