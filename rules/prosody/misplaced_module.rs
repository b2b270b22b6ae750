//! A module of Jitsi is loaded on a host of the wrong kind.

use crate::catalogue::Place;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::modules::place_of;
use crate::model::{Deployment, Host, HostKind, Modules, Prosody, TextItem, Texts};

/// See the page.
pub struct MisplacedModule;

static META: Meta = Meta {
    id: "prosody/misplaced-module",
    severity: Severity::Error,
    title: "module where it cannot work",
    restart: &[Service::Prosody],
    follows: &["prosody/swallowed-options"],
    page: include_str!("misplaced_module.md"),
};

impl Rule for MisplacedModule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let all: Vec<(HostKind, &Modules)> =
            prosody.hosts().map(|host| (host.kind, prosody.modules(host))).collect();
        let loaded = |kind: HostKind, module: &str| {
            let of_kind = all.iter().filter(|(this, _)| *this == kind);
            match (
                of_kind.fold(Verdict::No, |verdict, (_, modules)| verdict.or(modules.has(module))),
                prosody.lossy(),
            ) {
                (Verdict::No, Some(reason)) => Verdict::CannotTell(reason.clone(), None),
                (verdict, _) => verdict,
            }
        };
        let global = prosody.sections().first().and_then(|section| section.options.get("modules_enabled"));
        for item in global.map(Texts::from_node).unwrap_or_default().items {
            let name = item.text.as_str();
            if matches!(place_of(name), Place::Rooms | Place::Component)
                && sink.no(loaded(HostKind::Component, name))
            {
                sink.report(finding(&item, "all VirtualHosts", for_rooms(name)));
            }
        }
        for host in prosody.hosts() {
            let list = prosody.section(host).options.get("modules_enabled");
            for item in list.map(Texts::from_node).unwrap_or_default().items {
                let name = item.text.as_str();
                let (right, words) = match (host.kind, place_of(name)) {
                    (HostKind::VirtualHost, Place::Rooms | Place::Component) => {
                        (HostKind::Component, for_rooms(name))
                    }
                    (HostKind::Component, Place::VirtualHost) => (HostKind::VirtualHost, FOR_MAIN),
                    _ => continue,
                };
                // Where it works as well, the second place does no harm.
                if sink.no(loaded(right, name)) {
                    let at = format!("`{}`", host.name);
                    let finding = finding(&item, &at, words).about(deployment.subject_of(&host.name));
                    sink.report(finding.related_opt(place(prosody, right), "it belongs here"));
                }
            }
        }
    }
}

/// What the module needs, and where to write it.
type Words = (&'static str, &'static str);

const FOR_MAIN: Words =
    ("a VirtualHost, where users log in", "Move it to `modules_enabled` of the main VirtualHost");

fn for_rooms(module: &str) -> Words {
    match place_of(module) == Place::Component {
        true => ("the line that opens a Component", "Write it as the type of a Component, after its name"),
        false => {
            ("the Component of the rooms", "Move it to `modules_enabled` of the Component of type \"muc\"")
        }
    }
}

fn place(prosody: &Prosody, kind: HostKind) -> Option<crate::text::Span> {
    let rooms =
        |host: &&Host| kind == HostKind::VirtualHost || matches!(host.is_component("muc"), Verdict::Yes);
    prosody.hosts().filter(|host| host.kind == kind).find(rooms).map(|host| host.place)
}

fn finding(item: &TextItem, at: &str, (needs, help): Words) -> Finding {
    let name = &item.text;
    let message = match name.as_str() {
        "token_verification" => {
            "anybody with a valid token can enter every room: tokens are not checked for the room".to_owned()
        }
        "muc_wait_for_host" => "guests do not wait for a host: meetings begin without one".to_owned(),
        "muc" | "client_proxy" => format!("the service `{name}` does not exist"),
        _ => format!("the module `{name}` does nothing where it is loaded"),
    };
    Finding::new(Problem {
        place: item.span,
        label: format!("loaded for {at}"),
        message,
        effect: format!(
            "`{name}` needs {needs}. What it waits for never happens on {at}, so it loads without an error, or refuses \
             to start, and does nothing."
        ),
        help: format!("{help}: `\"{name}\";`, and remove it here."),
    })
}
