//! The domain of the bridge's account is no VirtualHost where a password logs in.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login};

/// See the page.
pub struct AccountHostMissing;

static META: Meta = Meta {
    id: "bridge/account-host-missing",
    severity: Severity::Error,
    title: "the bridge's account has no home",
    restart: &[Service::Videobridge, Service::Prosody],
    follows: &[
        "options/malformed-value",
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "bridge/legacy-client-shadows",
        "jicofo/legacy-property-shadows",
        "jicofo/account-host-missing",
    ],
    page: include_str!("account_host_missing.md"),
};

impl Rule for AccountHostMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jvb)) = (&deployment.prosody, &deployment.jvb) else { return };
        for client in jvb.clients() {
            let own = deployment.is_own_prosody(&client.hostname());
            if matches!(own, Verdict::No) {
                continue;
            }
            let domain = client.domain();
            let Some((name, origin)) = sink.known(&domain) else { continue };
            let host = prosody.virtual_host(name).found();
            let defaulted = client.field("domain").is_none();
            let label = match host {
                // The address of a local server is never the domain of an account.
                _ if defaulted && matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1") => {
                    "without DOMAIN this is taken for the account's domain"
                }
                Some(host) => {
                    let login = prosody.login(host);
                    let Some((login, _)) = sink.known(&login) else { continue };
                    if !matches!(login, Login::Anonymous | Login::Token) {
                        continue;
                    }
                    "this VirtualHost takes no passwords"
                }
                None if sink.no(prosody.virtual_host(name).exists()) => {
                    "no VirtualHost of Prosody has this name"
                }
                None => continue,
            };
            if !sink.yes(own) {
                continue;
            }
            let services = prosody.virtual_hosts().find(|host| host.name.starts_with("auth."));
            let wanted = services.map_or("auth.…", |host| host.name.as_str());
            let finding = Finding::new(Problem {
                place: origin.span,
                label: label.into(),
                message: "meetings of three or more people have no audio and no video: the bridge cannot log in".into(),
                effect: format!(
                    "The bridge logs in to Prosody with name and password on `{name}`. There that is not possible, and \
                     Jicofo never sees the bridge."
                ),
                help: format!("Set `DOMAIN` of this client to the VirtualHost of the service accounts: `DOMAIN = \"{wanted}\"`."),
            })
            .about(deployment.subject_near(name))
            .related_opt(services.map(|host| host.place), "service accounts are usually here");
            sink.report(finding);
        }
    }
}
