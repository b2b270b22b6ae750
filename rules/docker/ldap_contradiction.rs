//! The address of the directory and the switches for its encryption do not fit.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct LdapContradiction;

static META: Meta = Meta {
    id: "docker/ldap-contradiction",
    severity: Severity::Error,
    title: "LDAP settings that contradict each other",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose", "docker/dollar-in-value"],
    page: include_str!("ldap_contradiction.md"),
};

impl Rule for LdapContradiction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let method = docker.setting("PROSODY_AUTH_TYPE").or_else(|| docker.setting("AUTH_TYPE"));
        if !matches!(docker.is_on("ENABLE_AUTH", false), Verdict::Yes)
            || !method.is(|method| method == "ldap").is_yes()
        {
            return;
        }
        let url = docker.setting("LDAP_URL");
        let start = docker.is_on("LDAP_START_TLS", false);
        let filter = docker.setting("LDAP_FILTER");
        let report = |place, label: &str, severity, help: &str, sink: &mut Sink<'_>| {
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: match severity {
                    Severity::Error => "nobody can log in: the directory cannot be asked".into(),
                    _ => "passwords of all users go to the directory without encryption".to_owned(),
                },
                effect: "The image writes these variables into saslauthd.conf as they are. `ldaps://` is encrypted from its first byte; \
                         LDAP_START_TLS begins in the clear, with `ldap://`; LDAP_USE_TLS only names certificates."
                    .into(),
                help: format!("{help} Then run `docker compose up -d`."),
            });
            sink.report(finding.about("LDAP_URL").severity(severity));
        };
        if let Fact::Known(filter, origin) = &filter
            && !filter.contains('%')
        {
            let help = "Write a filter with `%u` where the name of the user belongs, such as `LDAP_FILTER=(uid=%u)`.";
            report(origin.span, "the name of the user is not asked for", Severity::Error, help, sink);
        }
        let Some((url, origin)) = sink.known(&url) else { return };
        if url.starts_with("ldaps://") && sink.yes(start.clone()) {
            let help = "Remove LDAP_START_TLS, or write `ldap://` in LDAP_URL.";
            report(origin.span, "LDAP_START_TLS wants `ldap://` here", Severity::Error, help, sink);
        } else if url.starts_with("ldap://") && docker.is_on("LDAP_USE_TLS", false).is_yes() && sink.no(start)
        {
            let help = "Write `ldaps://` in LDAP_URL, or add `LDAP_START_TLS=1`.";
            report(origin.span, "LDAP_USE_TLS alone does not encrypt this", Severity::Warning, help, sink);
        }
    }
}
