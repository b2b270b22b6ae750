//! The domain of Jicofo's account is no VirtualHost where a password logs in.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login};

/// See the page.
pub struct AccountHostMissing;

static META: Meta = Meta {
    id: "jicofo/account-host-missing",
    severity: Severity::Error,
    title: "Jicofo's account has no home",
    restart: &[Service::Jicofo, Service::Prosody],
    follows: &["prosody/misspelt-option", "prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("account_host_missing.md"),
};

impl Rule for AccountHostMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        let domain = jicofo.account_domain();
        let address = jicofo.text("jicofo.xmpp.client.hostname");
        let own = deployment.is_own_prosody(&address);
        if matches!(own, Verdict::No) {
            return;
        }
        let Some((name, origin)) = sink.known(&domain) else { return };
        let found = prosody.virtual_host(name);
        let (label, help, host) = match found.found() {
            None => {
                if !sink.no(prosody.virtual_host(name).exists()) || !sink.yes(own) {
                    return;
                }
                let similar = prosody.similar_host(name, |host| host.name.starts_with("auth"));
                let help = match similar {
                    Some(host) => format!("Write `domain = \"{}\"` in `jicofo.xmpp.client`.", host.name),
                    None => format!(
                        "Add `VirtualHost \"{name}\"` with `authentication = \"internal_hashed\"` to Prosody's configuration, and register the account there."
                    ),
                };
                ("no VirtualHost of Prosody has this name", help, similar)
            }
            Some(host) => {
                let login = prosody.login(host);
                let Some((login, _)) = sink.known(&login) else { return };
                if !matches!(login, Login::Anonymous | Login::Token) || !sink.yes(own) {
                    return;
                }
                let help = format!(
                    "Use a VirtualHost of its own for the services, such as `auth.…`, with `authentication = \"internal_hashed\"`; `{name}` takes no passwords."
                );
                ("this VirtualHost takes no passwords", help, Some(host))
            }
        };
        let finding = Finding::new(Problem {
            place: origin.span,
            label: label.into(),
            message: "no meeting can begin: Jicofo cannot log in".into(),
            effect: format!(
                "Jicofo logs in to Prosody with name and password on `{name}`. There that is not possible, and Jicofo tries \
                 again for ever."
            ),
            help,
        })
        .about(deployment.subject_near(name))
        .related_opt(host.map(|host| host.place), "Prosody's VirtualHost");
        sink.report(finding);
    }
}
