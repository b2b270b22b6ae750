//! The rate limits for users hold for Jicofo's or the bridge's account too.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid, same_jid};
use crate::text::Span;

/// See the page.
pub struct ServicesRateLimited;

static META: Meta = Meta {
    id: "prosody/services-rate-limited",
    severity: Severity::Warning,
    title: "services slowed down by rate limits",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "jicofo/account-host-missing",
        "bridge/account-host-missing",
        "jicofo/client-proxy-target-mismatch",
        "bridge/legacy-client-shadows",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "bridge/not-brewery-admin",
    ],
    page: include_str!("services_rate_limited.md"),
};

impl Rule for ServicesRateLimited {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let limited = prosody.global_option("limits").is(|node| node.get("c2s.rate").is_some());
        if matches!(limited, Verdict::No) {
            return;
        }
        let mut lacking: Vec<(Jid, Span)> = Vec::new();
        let mut near = None;
        for (jid, span) in accounts(deployment) {
            let Some(host) = prosody.virtual_host(&jid.domain).found() else { continue };
            if !matches!(prosody.modules(host).has("limits"), Verdict::Yes) || !sink.yes(limited.clone()) {
                continue;
            }
            let list = prosody.inherited_texts(host, "unlimited_jids");
            if sink.no(list.any(|item| same_jid(item, &jid.to_string()))) {
                let nearly = list.find(|item| {
                    item.starts_with(&format!("{}@", jid.node))
                        || item.ends_with(&jid.domain)
                            && accounts(deployment)
                                .iter()
                                .all(|(other, _)| !same_jid(item, &other.to_string()))
                });
                near = near.or_else(|| nearly.map(|item| item.span));
                lacking.push((jid, span));
            }
        }
        let Some((first, own)) = lacking.first() else { return };
        let list = prosody.global_option("unlimited_jids").place();
        let names: Vec<String> = lacking.iter().map(|(jid, _)| format!("`{jid}`")).collect();
        let limits = prosody.global_option("limits").place();
        let finding = Finding::new(Problem {
            place: near.or(list).unwrap_or(*own),
            label: format!("{} is not exempt from the limits", names.join(" and ")),
            message: "big meetings stall or break: Prosody slows its own services down".into(),
            effect: format!(
                "`limits` holds every connection to a rate that is made for people. Jicofo and the bridge send more than \
                 that; `unlimited_jids` exempts accounts, and {} is not in it.",
                names.join(" and ")
            ),
            help: format!(
                "Write `unlimited_jids = {{ {} }}` above the first VirtualHost.",
                names.join(", ").replace('`', "\"")
            ),
        });
        sink.report(
            finding
                .about(deployment.subject_near(&first.domain))
                .related(*own, "the account")
                .related_opt(limits, "the limits"),
        );
    }
}

/// The accounts of Jicofo and the bridge, with the places that name them.
fn accounts(deployment: &Deployment) -> Vec<(Jid, Span)> {
    let jicofo = deployment.jicofo.iter().map(|jicofo| jicofo.jid());
    let bridge = deployment.jvb.iter().flat_map(|jvb| jvb.clients()).map(|client| client.jid());
    jicofo
        .chain(bridge)
        .filter_map(|jid| match jid {
            Fact::Known(jid, origin) => Some((jid, origin.span)),
            _ => None,
        })
        .collect()
}
