//! Who may log in, and how: secure domain, tokens, OIDC, guests.

use crate::check::Rule;

mod guest_host_missing;

pub(super) const RULES: &[&dyn Rule] = &[&guest_host_missing::GuestHostMissing];
