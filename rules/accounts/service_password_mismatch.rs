//! The password in a service's file is not the one of its account.

use super::kept_here;
use super::service_account_missing::effect_of;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Lookup};

/// See the page.
pub struct ServicePasswordMismatch;

static META: Meta = Meta {
    id: "accounts/service-password-mismatch",
    severity: Severity::Error,
    title: "password that is not the account's",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[
        "syntax/truncated-hocon-value",
        "options/comment-in-property",
        "accounts/service-account-missing",
    ],
    page: include_str!("service_password_mismatch.md"),
};

impl Rule for ServicePasswordMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for login in deployment.service_logins() {
            let Some((jid, _, _, host)) = kept_here(deployment, &login, sink) else { continue };
            let Lookup::Found(names) = deployment.accounts.of(&jid.domain) else { continue };
            if !names.contains(&jid.node) {
                continue;
            }
            let Some((password, origin)) = sink.known(&login.password) else { continue };
            match deployment.accounts.has_password(jid, password) {
                Verdict::Yes => continue,
                Verdict::No => {}
                Verdict::CannotTell(reason, _) => {
                    sink.cannot_tell(reason, Some(origin.span));
                    continue;
                }
            }
            let (service, node, domain) = (login.service, &jid.node, &jid.domain);
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: format!("not the password of `{node}@{domain}`"),
                    message: effect_of(service).into(),
                    effect: format!(
                        "{service} logs in with this password, and Prosody keeps the hash of another one for the account: \
                         \"SASLError using SCRAM-SHA-1: not-authorized\" in the log."
                    ),
                    help: format!("Run `prosodyctl passwd {node}@{domain}` and give the password of this file."),
                })
                .about(deployment.subject_of(domain))
                .related(host.place, "the host of the account")
                .restart_what_reads(deployment, origin.span),
            );
        }
    }
}
