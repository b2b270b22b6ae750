//! Jicofo or the bridge logs in with an account that Prosody does not have.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid, Lookup, Prosody};

/// See the page.
pub struct ServiceAccountMissing;

static META: Meta = Meta {
    id: "prosody/service-account-missing",
    severity: Severity::Error,
    title: "service without its account",
    restart: &[],
    follows: &[
        "jicofo/account-host-missing",
        "bridge/account-host-missing",
        "bridge/incomplete-xmpp-client",
        "prosody/accounts-not-stored",
    ],
    page: include_str!("service_account_missing.md"),
};

impl Rule for ServiceAccountMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let jicofo = deployment.jicofo.as_ref().map(|jicofo| {
            (jicofo.jid(), deployment.is_own_prosody(&jicofo.text("jicofo.xmpp.client.hostname")), "Jicofo")
        });
        let clients = deployment.jvb.iter().flat_map(|jvb| jvb.clients());
        let bridge =
            clients.map(|client| (client.jid(), deployment.is_own_prosody(&client.hostname()), "the bridge"));
        for (jid, own, service) in jicofo.into_iter().chain(bridge) {
            if !matches!(own, Verdict::Yes) || !jid.is_set() {
                continue;
            }
            let Some((jid, origin)) = sink.known(&jid) else { continue };
            let Some(names) = accounts(deployment, prosody, jid, sink) else { continue };
            if names.iter().any(|name| name.eq_ignore_ascii_case(&jid.node)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("Prosody has no account `{jid}`"),
                message: match service {
                    "Jicofo" => "no meeting can begin: Jicofo cannot log in",
                    _ => "meetings of three or more people have no audio and no video: the bridge cannot log in",
                }
                .into(),
                effect: format!(
                    "{} logs in to Prosody as `{jid}`. Prosody keeps accounts as files, and there is none of this name: \
                     it answers \"not-authorized\".",
                    if service == "Jicofo" { "Jicofo" } else { "The bridge" }
                ),
                help: format!(
                    "Run `prosodyctl register {} {} PASSWORD` with the password that stands in the configuration of {service}.",
                    jid.node, jid.domain
                ),
            });
            sink.report(finding.about(deployment.subject_near(&jid.domain)));
        }
    }
}

/// The accounts of the host, if it keeps any as files.
fn accounts<'d>(
    deployment: &'d Deployment,
    prosody: &Prosody,
    jid: &Jid,
    sink: &mut Sink<'_>,
) -> Option<&'d [String]> {
    let host = prosody.virtual_host(&jid.domain).found()?;
    let method = prosody.text(host, "authentication");
    let internal = match &method {
        Fact::Absent(_) => Verdict::Yes,
        method => method.is(|method| method.starts_with("internal_")),
    };
    let Lookup::Found(names) = deployment.accounts.of(&host.name) else { return None };
    sink.yes(internal.and(prosody.keeps_accounts_in_files(host))).then_some(names)
}
