//! Who may log in, and how: secure domain, tokens, OIDC, guests.

use crate::check::Rule;

mod guest_host_missing;
mod no_accounts;

pub(super) const RULES: &[&dyn Rule] = &[&guest_host_missing::GuestHostMissing, &no_accounts::NoAccounts];
