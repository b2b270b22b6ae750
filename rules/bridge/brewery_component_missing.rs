//! The room where bridges announce themselves is on a service that Prosody does not have.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Origin, Verdict};
use crate::model::{Deployment, Jid};

/// See the page.
pub struct BreweryComponentMissing;

static META: Meta = Meta {
    id: "bridge/brewery-component-missing",
    severity: Severity::Error,
    title: "no service for the bridges' room",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/component-reopened-without-module",
        "bridge/brewery-mismatch",
        "bridge/legacy-client-shadows",
        "jicofo/legacy-property-shadows",
        "prosody/misspelt-module",
    ],
    page: include_str!("brewery_component_missing.md"),
};

impl Rule for BreweryComponentMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut rooms: Vec<(String, Origin)> = Vec::new();
        if let Some(jicofo) = &deployment.jicofo {
            // A connection of its own for the bridges leads to another Prosody.
            let service = jicofo.boolean("jicofo.xmpp.service.enabled").is(|on| *on);
            let own = deployment.is_own_prosody(&jicofo.text("jicofo.xmpp.client.hostname"));
            if matches!(own, Verdict::Yes)
                && matches!(service, Verdict::No)
                && !jicofo.text("jicofo.xmpp.service.hostname").is_set()
            {
                let brewery = jicofo.brewery();
                rooms.extend(sink.known(&brewery).map(|(room, origin)| (room.clone(), *origin)));
            }
        }
        for client in deployment.jvb.iter().flat_map(|jvb| jvb.clients()) {
            if matches!(deployment.is_own_prosody(&client.hostname()), Verdict::Yes)
                && let Fact::Known(list, origin) = client.muc_jids()
            {
                rooms.extend(list.into_iter().map(|room| (room.trim().to_owned(), origin)));
            }
        }
        let mut reported: Vec<String> = Vec::new();
        for (room, origin) in rooms {
            let Some(domain) = Jid::parse(&room).map(|jid| jid.domain) else { continue };
            if reported.contains(&domain) || !sink.no(prosody.muc(&domain).exists()) {
                continue;
            }
            let similar = prosody.similar_host(&domain, |host| {
                matches!(host.is_component("muc"), Verdict::Yes) && host.name.starts_with("internal")
            });
            let help = match similar {
                Some(host) => format!("Write `{}` after the `@`.", host.name),
                None => format!(
                    "Add `Component \"{domain}\" \"muc\"` to Prosody's configuration, or correct the name here."
                ),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("Prosody has no Component `{domain}` of type \"muc\""),
                message: "meetings of three or more people have no audio and no video: no bridge is found".into(),
                effect: format!(
                    "Videobridges report to Jicofo in an internal room at `{domain}`, which does not exist. Jicofo logs \"Failed to \
                     create room.\", the bridge \"Failed to join the MUCs.\""
                ),
                help,
            })
            .about(deployment.subject_near(&domain))
            .related_opt(similar.map(|host| host.place), "Prosody has this one");
            sink.report(finding);
            reported.push(domain);
        }
    }
}
