//! The filter of the internal rooms does not let in a service that has to be there.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Jid};

/// See the page.
pub struct ServicesFilteredOut;

static META: Meta = Meta {
    id: "rooms/services-filtered-out",
    severity: Severity::Error,
    title: "services that a filter keeps out",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "bridge/brewery-mismatch",
        "bridge/account-host-missing",
        "jicofo/account-host-missing",
        "recording/account-host-missing",
        "bridge/brewery-component-missing",
    ],
    page: include_str!("services_filtered_out.md"),
};

impl Rule for ServicesFilteredOut {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for muc in prosody.components() {
            if prosody.modules(muc).place_of("muc_filter_access").is_none() {
                continue;
            }
            let list = prosody.texts(muc, "muc_filter_whitelist");
            // Without a list the module lets everybody in.
            let Some((domains, origin)) = sink.known(&list) else { continue };
            for (service, jid, loss) in members(deployment, muc) {
                let Some((jid, own)) = sink.known(&jid) else { continue };
                if !sink.no(domains.contains(&jid.domain)) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: format!("`{}` is not in the list", jid.domain),
                    message: format!("{loss}: Prosody keeps {service} out of the internal rooms"),
                    effect: format!(
                        "`muc_filter_access` drops the presence of everybody whose domain is not listed (\"Filtering unauthorized \
                         presence\"). {service} logs in as `{jid}` and never gets an answer from `{}`.",
                        muc.name
                    ),
                    help: format!(
                        "Add `\"{}\"` to `muc_filter_whitelist`: the domain alone, in small letters.",
                        jid.domain
                    ),
                });
                let finding = finding.related(own.span, format!("the account of {service}"));
                sink.report(
                    finding
                        .related(muc.place, "the internal rooms")
                        .about(deployment.subject_near(&muc.name)),
                );
            }
        }
    }
}

const BRIDGE: &str = "meetings of three or more people have no audio and no video";

/// Who has to enter the rooms of this Component: service, account, and what does not work without it.
fn members(deployment: &Deployment, muc: &Host) -> Vec<(&'static str, Fact<Jid>, &'static str)> {
    let is_here = |room: &str| Jid::parse(room.trim()).is_some_and(|jid| jid.domain == muc.name);
    let mut members = Vec::new();
    if let Some(jicofo) = &deployment.jicofo {
        let rooms = ["jicofo.bridge.brewery-jid", "jicofo.jibri.brewery-jid", "jicofo.jigasi.brewery-jid"];
        // With a connection of its own for services, Jicofo comes from another server.
        let direct = !matches!(jicofo.boolean("jicofo.xmpp.service.enabled").is(|on| *on), Verdict::Yes);
        if direct
            && rooms.iter().any(|room| matches!(jicofo.text(room).is(|room| is_here(room)), Verdict::Yes))
        {
            members.push(("Jicofo", jicofo.jid(), BRIDGE));
        }
    }
    for client in deployment.jvb.iter().flat_map(|jvb| jvb.clients()) {
        let joins = client.muc_jids().is(|rooms| rooms.iter().any(|room| is_here(room)));
        if joins.is_yes() && !matches!(deployment.is_own_prosody(&client.hostname()), Verdict::No) {
            members.push(("Videobridge", client.jid(), BRIDGE));
        }
    }
    if let Some(Fact::Known(environments, _)) = deployment.jibri.as_ref().map(|jibri| jibri.environments()) {
        for environment in environments {
            if environment.control_muc().is(|room| room.domain == muc.name).is_yes()
                && !matches!(environment.connects_here(deployment), Verdict::No)
            {
                members.push(("Jibri", environment.control_login(), "nothing can be recorded"));
            }
        }
    }
    for account in deployment.jigasi.iter().flat_map(|jigasi| jigasi.control_accounts()) {
        if !account.sip && account.brewery().is(|room| is_here(room)).is_yes() {
            members.push(("Jigasi", account.jid(), "nobody can call a telephone"));
        }
    }
    members
}
