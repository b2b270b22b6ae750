//! A Component that works on rooms names no MUC, or one that does not exist.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Host, Prosody};

/// See the page.
pub struct ComponentWithoutRooms;

static META: Meta = Meta {
    id: "rooms/component-without-rooms",
    severity: Severity::Error,
    title: "service that knows no rooms",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "rooms/muc-component-missing",
        "rooms/breakout-component-missing",
        "prosody/swallowed-options",
        "prosody/component-reopened-without-module",
    ],
    page: include_str!("component_without_rooms.md"),
};

impl Rule for ComponentWithoutRooms {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.components() {
            let Some(Fact::Known(module, _)) = &host.module else { continue };
            if !SERVICES.contains(&module.as_str()) {
                continue;
            }
            let finding = judge(prosody, host, "muc_component", sink);
            let breakout = || {
                // Without breakout rooms nobody misses their name.
                let used =
                    prosody.virtual_hosts().any(|main| prosody.option(main, "breakout_rooms_muc").is_set());
                (used && module == "room_metadata_component").then_some("breakout_rooms_component")
            };
            let finding = finding.or_else(|| judge(prosody, host, breakout()?, sink));
            if let Some(finding) = finding {
                sink.report(finding.about(deployment.subject_of(&host.name)));
            }
        }
    }
}

/// Modules that do nothing without `muc_component`.
const SERVICES: [&str; 5] = [
    "av_moderation_component",
    "end_conference",
    "filesharing_component",
    "room_metadata_component",
    "speakerstats_component",
];

fn judge(prosody: &Prosody, host: &Host, option: &str, sink: &mut Sink<'_>) -> Option<Finding> {
    let rooms = prosody.text(host, option);
    let (place, label, nearly) = match &rooms {
        Fact::Known(name, origin) => {
            if !sink.no(prosody.muc(name).exists()) {
                return None;
            }
            let nearly = prosody.similar_host(name, |host| host.is_component("muc").is_yes());
            (origin.span, "Prosody has no Component \"muc\" of this name".to_owned(), nearly)
        }
        Fact::Absent(_) => (host.place, format!("has no `{option}`"), None),
        Fact::Unknown(reason, origin) => {
            sink.cannot_tell(reason.clone(), Some(origin.span));
            return None;
        }
    };
    let first = if option == "muc_component" { "conference" } else { "breakout" };
    let wanted = nearly.or_else(|| prosody.muc_components().find(|host| host.name.starts_with(first)));
    let wanted_name = wanted.map_or_else(|| format!("{first}.…"), |host| host.name.clone());
    let module = host.module.as_ref().and_then(|module| match module {
        Fact::Known(module, _) => Some(module.as_str()),
        _ => None,
    })?;
    let message = match option {
        "muc_component" => format!("what `{module}` does is missing in all meetings"),
        _ => format!("what `{module}` does is missing in breakout rooms"),
    };
    let finding = Finding::new(Problem {
        place,
        label,
        message,
        effect: format!(
            "`{module}` works on the rooms of the Component that `{option}` names. Without it the module logs \"No \
             {option} specified\", or waits for a host that never comes, and does nothing."
        ),
        help: format!("Write `{option} = \"{wanted_name}\"` below `Component \"{}\"`.", host.name),
    });
    Some(finding.related_opt(wanted.map(|host| host.place), "the rooms are here"))
}
