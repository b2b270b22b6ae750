//! The lobby's module is loaded on two VirtualHosts, or on the wrong one.

use std::collections::BTreeMap;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody, Site};
use crate::text::Span;

/// See the page.
pub struct LobbyOnSeveralHosts;

static META: Meta = Meta {
    id: "rooms/lobby-on-several-hosts",
    severity: Severity::Warning,
    title: "lobby on a second host",
    restart: &[Service::Prosody],
    follows: &["prosody/invalid-host-name", "prosody/swallowed-options"],
    page: include_str!("lobby_on_several_hosts.md"),
};

impl Rule for LobbyOnSeveralHosts {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mains: Vec<(Site<'_>, &Host)> =
            deployment.sites().filter_map(|site| Some((site, site.main()?))).collect();
        if mains.is_empty() {
            return;
        }
        let mut loading: BTreeMap<String, Vec<(&Host, Span)>> = BTreeMap::new();
        for host in prosody.virtual_hosts() {
            // The global list brings it to all hosts, of which each has its own options.
            let Some(place) = own_place(prosody, host) else { continue };
            match prosody.text(host, "lobby_muc") {
                // With one host there is nothing to tell from it.
                Fact::Unknown(..) if mains.iter().all(|(_, main)| main.name == host.name) => {}
                lobby => {
                    if let Some(lobby) = sink.value(lobby) {
                        loading.entry(lobby.to_ascii_lowercase()).or_default().push((host, place));
                    }
                }
            }
        }
        for (site, main) in mains {
            let others = |(host, _): &&(&Host, Span)| host.name != main.name;
            let lobby = match prosody.text(main, "lobby_muc") {
                Fact::Known(lobby, _) => lobby,
                Fact::Unknown(reason, origin) if loading.values().flatten().any(|it| others(&it)) => {
                    sink.cannot_tell(reason, Some(origin.span));
                    continue;
                }
                _ => continue,
            };
            let beside = loading.get(&lobby.to_ascii_lowercase()).into_iter().flatten().filter(others);
            for (host, place) in beside {
                let modules = prosody.modules(main);
                let works = modules.has("muc_lobby_rooms");
                let (message, help) = match &works {
                    Verdict::Yes => (
                        "people who knock are not let in, or nobody sees them knock",
                        format!("Remove `\"muc_lobby_rooms\";` here: `{}` alone needs it.", main.name),
                    ),
                    Verdict::No => (
                        "the people of a meeting cannot switch its lobby on",
                        format!(
                            "Move `\"muc_lobby_rooms\";` to `modules_enabled` of `VirtualHost \"{}\"`.",
                            main.name
                        ),
                    ),
                    Verdict::CannotTell(reason, at) => {
                        sink.cannot_tell(reason.clone(), *at);
                        continue;
                    }
                };
                let finding = Finding::new(Problem {
                    place: *place,
                    label: format!("loaded for `{}`, which is not the main VirtualHost", host.name),
                    message: message.into(),
                    effect: format!(
                        "The module hooks into the rooms and the lobby once for each host that loads it, and announces the \
                         lobby to the users of that host. Only `{}` is the one that browsers ask. Twice on `{lobby}`, it \
                         rewrites addresses twice: \"invalid destination JID\".",
                        main.name
                    ),
                    help,
                });
                let beside = modules.place_of("muc_lobby_rooms").or(Some(main.place));
                sink.report(finding.about(site.subject()).related_opt(beside, "the main VirtualHost"));
            }
        }
    }
}

/// Where the host's own list names the module.
fn own_place(prosody: &Prosody, host: &Host) -> Option<Span> {
    let Fact::Known(node, _) = prosody.own_option(host, "modules_enabled") else { return None };
    let item = node.as_list()?.iter().find(|item| item.as_str() == Some("muc_lobby_rooms"))?;
    matches!(prosody.modules(host).has("muc_lobby_rooms"), Verdict::Yes).then_some(item.span)
}
