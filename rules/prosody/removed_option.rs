//! An option that the installed Prosody does not read any more, or reads under another name.

use crate::catalogue::{PROSODY_OPTIONS, Setting};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::syntax::lua::ProsodyVersion;

/// See the page.
pub struct RemovedOption;

static META: Meta = Meta {
    id: "prosody/removed-option",
    severity: Severity::Info,
    title: "option of an older Prosody",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("removed_option.md"),
};

/// Templates of Jitsi and Debian have these, and they do no harm.
const STOCK: [&str; 4] = ["cross_domain_bosh", "cross_domain_websocket", "daemonize", "no_daemonize"];
/// What these said is not done any more, and nothing else says it.
const GRAVE: [&str; 2] = ["bosh_port", "bosh_ports"];

impl Rule for RemovedOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let Some(version) = prosody.version else { return };
        let global = prosody.sections().first();
        let hosts = prosody.hosts().map(|host| prosody.section(host));
        for section in global.into_iter().chain(hosts) {
            for entry in section.options.iter() {
                let Some(option) = PROSODY_OPTIONS.get(&entry.key).filter(|option| is_gone(option, version))
                else {
                    continue;
                };
                let name = &entry.key;
                let instead = option.replaced_by;
                // Both names are there for the sake of several versions.
                if instead.is_some_and(|name| section.options.entry(name).is_some()) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: entry.key_span,
                    label: match instead {
                        Some(other) => format!("now called `{other}`"),
                        None => "not needed any more".into(),
                    },
                    message: match instead {
                        Some(other) => format!("the setting `{name}` is outdated: `{other}` took its place"),
                        None => format!("the setting `{name}` has no effect any more"),
                    },
                    effect: "Prosody stopped to read this name, or reads it only for the sake of old files; `prosodyctl \
                             check config` names it too."
                        .into(),
                    help: match (instead, option.note) {
                        (_, Some(note)) => format!("Remove the line: {note}."),
                        (Some(other), None) => format!("Write `{other} = …`."),
                        (None, None) => "Remove the line.".into(),
                    },
                });
                sink.report(match GRAVE.contains(&name.as_str()) {
                    true => finding.severity(Severity::Warning),
                    false => finding,
                });
            }
        }
    }
}

fn is_gone(option: &Setting, version: ProsodyVersion) -> bool {
    let gone_in = match option.until {
        Some("13.0") => ProsodyVersion::V13,
        Some("0.10" | "0.11") => ProsodyVersion::V0_11,
        Some("0.12") => ProsodyVersion::V0_12,
        _ => return false,
    };
    option.from.is_none() && version >= gone_in && !STOCK.contains(&option.name)
}
