//! Another host was opened inside the main VirtualHost's block and took the rest of its options.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody, Texts};
use crate::text::{FileId, Span};

/// See the page.
pub struct SwallowedOptions;

static META: Meta = Meta {
    id: "prosody/swallowed-options",
    severity: Severity::Error,
    title: "host in the middle of the main one",
    restart: &[Service::Prosody],
    follows: &["prosody/main-host-missing"],
    page: include_str!("swallowed_options.md"),
};

impl Rule for SwallowedOptions {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let mains: BTreeSet<&str> =
            deployment.sites().filter_map(|site| Some(site.main()?.name.as_str())).collect();
        let mut in_file: BTreeMap<FileId, Vec<&Host>> = BTreeMap::new();
        for host in deployment.prosody.iter().flat_map(Prosody::hosts) {
            in_file.entry(host.place.file).or_default().push(host);
        }
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            for host in in_file.get(&main.place.file).into_iter().flatten() {
                let is_site = mains.contains(host.name.as_str());
                let below = host.place.start > main.place.start;
                let taken = if is_site || !below { Vec::new() } else { taken(prosody, main, host) };
                let Some((last, _)) = taken.last() else { continue };
                let listed = taken.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                // The options are surely on the other host; only whether the main one has them may be open.
                let missing = taken
                    .iter()
                    .fold(Verdict::No, |verdict, (name, _)| verdict.or(lacks(prosody, main, name)));
                if !sink.yes(missing) {
                    continue;
                }
                let mut finding = Finding::new(Problem {
                    place: host.place,
                    label: format!("from here on everything belongs to `{}`", host.name),
                    message: format!("settings meant for `{}` have no effect: they belong to another host", main.name),
                    effect: format!(
                        "A VirtualHost ends where the next one begins. {listed} stand below `{}`, and `{}` does not have \
                         them: connections, lobby or breakout rooms fail there.",
                        host.name, main.name
                    ),
                    help: format!(
                        "Move the line that opens `{}`, with its own options, below the last option that is meant for \
                         `{}` (here: below `{last}`).",
                        host.name, main.name
                    ),
                })
                .about(&main.name)
                .related(main.place, "the host they were meant for");
                for (name, place) in &taken {
                    finding = finding.related(*place, format!("`{name}` is set for `{}`", host.name));
                }
                sink.report(finding);
            }
        }
    }
}

/// Options that only the main VirtualHost needs.
const MAIN_ONLY: [&str; 3] = ["main_muc", "lobby_muc", "breakout_rooms_muc"];
/// Modules that make up the main VirtualHost; two of them tell its list from any other.
const MAIN_MODULES: [&str; 8] = [
    "bosh",
    "websocket",
    "external_services",
    "features_identity",
    "conference_duration",
    "muc_lobby_rooms",
    "muc_breakout_rooms",
    "speakerstats",
];

/// What the other host has and the main one has not.
fn taken(prosody: &Prosody, main: &Host, host: &Host) -> Vec<(&'static str, Span)> {
    let mut taken = Vec::new();
    for name in MAIN_ONLY {
        let lacks = !matches!(prosody.option(main, name), Fact::Known(..));
        if let (true, Some(entry)) = (lacks, prosody.section(host).options.entry(name)) {
            taken.push((name, entry.key_span));
        }
    }
    let mains_own = prosody.section(main).options.get("modules_enabled").is_some();
    if let (false, Some(entry)) = (mains_own, prosody.section(host).options.entry("modules_enabled")) {
        let lists = entry.beaten.iter().map(|beaten| &beaten.node).chain([&entry.node]);
        let of_main = |list: &Texts| {
            list.items.iter().filter(|item| MAIN_MODULES.contains(&item.text.as_str())).count()
        };
        let has_none = matches!(
            prosody.modules(main).has("bosh").or(prosody.modules(main).has("websocket")),
            Verdict::No
        );
        if has_none && lists.map(Texts::from_node).any(|list| of_main(&list) >= 2) {
            taken.push(("modules_enabled", entry.key_span));
        }
    }
    taken.sort_by_key(|(_, place)| place.start);
    taken
}

/// Whether the main host surely lacks the option. Its list of modules was looked at before.
fn lacks(prosody: &Prosody, main: &Host, name: &str) -> Verdict {
    match name {
        "modules_enabled" => Verdict::Yes,
        _ => prosody.option(main, name).is(|_| true).negate(),
    }
}
