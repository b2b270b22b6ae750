//! The accounts with which the services log in to Prosody.

use crate::check::{Rule, Sink};
use crate::fact::{Origin, Verdict};
use crate::model::{Deployment, Host, Jid, Login, Prosody, ServiceLogin};

mod guessable_password;
mod service_account_missing;
mod service_password_mismatch;

pub(super) const RULES: &[&dyn Rule] = &[
    &guessable_password::GuessablePassword,
    &service_account_missing::ServiceAccountMissing,
    &service_password_mismatch::ServicePasswordMismatch,
];

/// The account of a service and its host, if Prosody on this machine keeps the host's accounts in files that
/// may be looked at.
fn kept_here<'l, 'd>(
    deployment: &'d Deployment,
    login: &'l ServiceLogin,
    sink: &mut Sink<'_>,
) -> Option<(&'l Jid, &'l Origin, &'d Prosody, &'d Host)> {
    let prosody = deployment.prosody.as_ref()?;
    let own = deployment.is_own_prosody(&login.address);
    if matches!(own, Verdict::No) {
        return None;
    }
    let (jid, origin) = sink.known(&login.jid)?;
    // A host that is missing, or takes no passwords, is for other rules.
    let host = prosody.virtual_host(&jid.domain).found()?;
    let method = prosody.text(host, "authentication");
    let (method, _) = sink.known(&method)?;
    if !method.starts_with("internal_") || Login::of(method) != Login::Password {
        return None;
    }
    (sink.yes(own) && sink.yes(prosody.keeps_accounts_in_files(host))).then_some((jid, origin, prosody, host))
}
