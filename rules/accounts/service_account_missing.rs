//! A service logs in with an account that Prosody's store does not have.

use super::kept_here;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Lookup};

/// See the page.
pub struct ServiceAccountMissing;

static META: Meta = Meta {
    id: "accounts/service-account-missing",
    severity: Severity::Error,
    title: "service without its account",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[
        "options/malformed-value",
        "bridge/account-host-missing",
        "jicofo/account-host-missing",
        "recording/account-host-missing",
    ],
    page: include_str!("service_account_missing.md"),
};

impl Rule for ServiceAccountMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for login in deployment.service_logins() {
            let Some((jid, origin, _, host)) = kept_here(deployment, &login, sink) else { continue };
            let names = match deployment.accounts.of(&jid.domain) {
                Lookup::Found(names) => names,
                // A store without any account is not the one in use.
                Lookup::Missing => continue,
                Lookup::Unknown(reason) => {
                    sink.cannot_tell(reason, Some(origin.span));
                    continue;
                }
            };
            if names.iter().any(|name| name.eq_ignore_ascii_case(&jid.node)) {
                continue;
            }
            let service = login.service;
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: format!("{service} logs in here as `{}`", jid.node),
                    message: effect_of(service).into(),
                    effect: format!(
                        "Prosody's store has no account `{}` on `{}`, so it answers \"not-authorized\", and {service} tries \
                         again for ever.",
                        jid.node, jid.domain
                    ),
                    help: format!(
                        "Run `prosodyctl register {} {} PASSWORD` with the password of this file.",
                        jid.node, jid.domain
                    ),
                })
                .about(deployment.subject_near(&jid.domain))
                .related(host.place, "the host of the account")
                .restart_what_reads(deployment, origin.span),
            );
        }
    }
}

/// What it means that a service cannot log in.
pub(super) fn effect_of(service: &str) -> &'static str {
    match service {
        "Jicofo" => "no meeting can begin: Jicofo cannot log in",
        "Videobridge" => {
            "meetings of three or more people have no audio and no video: the bridge cannot log in"
        }
        "Jibri" => "meetings cannot be recorded or streamed: Jibri cannot log in",
        _ => "telephones and transcriptions do not work: Jigasi cannot log in",
    }
}
