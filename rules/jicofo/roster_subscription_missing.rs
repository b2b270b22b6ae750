//! Jicofo's account does not tell its presence to the Component that passes requests on.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct RosterSubscriptionMissing;

static META: Meta = Meta {
    id: "jicofo/roster-subscription-missing",
    severity: Severity::Error,
    title: "Jicofo without its contact",
    restart: &[Service::Prosody, Service::Jicofo],
    follows: &[
        "jicofo/focus-component-missing",
        "jicofo/client-proxy-target-mismatch",
        "jicofo/account-host-missing",
        "accounts/service-account-missing",
        "accounts/service-password-mismatch",
    ],
    page: include_str!("roster_subscription_missing.md"),
};

impl Rule for RosterSubscriptionMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        let own = deployment.is_own_prosody(&jicofo.text("jicofo.xmpp.client.hostname"));
        let jid = jicofo.jid();
        let Some((jid, _)) = sink.known(&jid) else { return };
        let Some(host) = prosody.virtual_host(&jid.domain).found() else { return };
        for component in prosody.components() {
            if !matches!(component.is_component("client_proxy"), Verdict::Yes) {
                continue;
            }
            let target = prosody.text(component, "target_address");
            let Some((target, _)) = sink.known(&target) else { continue };
            let text = format!("{}@{}", jid.node, jid.domain);
            // A Component that asks somebody else is for another rule, or another Jicofo's.
            if !crate::model::same_jid(target, &text) {
                continue;
            }
            let told = deployment.accounts.tells_presence_to(jid, &component.name);
            if matches!(told, Verdict::Yes)
                || !sink.yes(own.clone())
                || !sink.yes(prosody.keeps_in_files(host, "roster"))
            {
                continue;
            }
            // The store is not on this machine, or there is no such account.
            if !matches!(told, Verdict::No) || prosody.global_option("groups_file").is_set() {
                continue;
            }
            let name = &component.name;
            sink.report(
                Finding::new(Problem {
                    place: component.place,
                    label: format!("`{text}` does not know this contact"),
                    message: "no meeting can begin: requests do not reach Jicofo".into(),
                    effect: format!(
                        "The Component passes requests on only while it knows that `{text}` is online. Prosody tells it that only \
                         if `{name}` is in the account's roster, and in the store it is not. Browsers get \
                         \"service-unavailable\", and Jicofo logs nothing."
                    ),
                    help: format!("Run `prosodyctl mod_roster_command subscribe {name} {text}`."),
                })
                .about(deployment.subject_near(name)),
            );
        }
    }
}
