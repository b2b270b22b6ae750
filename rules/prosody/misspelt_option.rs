//! The name of an option differs from a known one by a letter or two.

use crate::catalogue::{PROSODY_OPTIONS, Setting};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, edit_distance};

/// See the page.
pub struct MisspeltOption;

static META: Meta = Meta {
    id: "prosody/misspelt-option",
    severity: Severity::Warning,
    title: "misspelt option",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("misspelt_option.md"),
};

/// Nobody writes more unknown names, and each is compared with all that we know.
const MOST: usize = 500;
/// The parts of names that Prosody makes of a service and one of these.
const LISTENING: [&str; 5] = ["_port", "_ports", "_interface", "_interfaces", "_ssl"];

impl Rule for MisspeltOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let global = prosody.sections().first().map(|section| (None, section));
        let hosts = prosody.hosts().map(|host| (Some(host.name.as_str()), prosody.section(host)));
        let mut left = MOST;
        for (owner, section) in global.into_iter().chain(hosts) {
            for entry in section.options.iter() {
                if left == 0 || is_known(&entry.key) {
                    continue;
                }
                left -= 1;
                let Some(meant) = meant(&entry.key) else { continue };
                let name = &entry.key;
                let protects = match meant.name {
                    "restrict_room_creation" => "everybody can open rooms of their own",
                    "admins" | "component_admins_as_room_owners" => "nobody becomes moderator",
                    _ => "the setting has no effect",
                };
                let default = match meant.default {
                    Some(default) => format!("`{}` keeps its default, `{default}`", meant.name),
                    None => format!("`{}` counts as not set", meant.name),
                };
                let subject = deployment.subject_near(owner.unwrap_or_default());
                let mut finding = Finding::new(Problem {
                    place: entry.key_span,
                    label: format!("an option `{}` exists", meant.name),
                    message: format!("{protects}: no program reads an option `{name}`"),
                    effect: format!(
                        "Prosody keeps every option it is given and says nothing about names that no module asks for. {default}."
                    ),
                    help: format!("Write `{} = …`.", meant.name),
                });
                if !subject.is_empty() {
                    finding = finding.about(subject);
                }
                sink.report(finding);
            }
        }
    }
}

fn is_known(name: &str) -> bool {
    PROSODY_OPTIONS.get(name).is_some() || LISTENING.iter().any(|ending| name.ends_with(ending))
}

/// The option that was probably meant. Short names are near to each other by chance, and an option of the
/// same letters with an `s` more may well be another one.
fn meant(name: &str) -> Option<&'static Setting> {
    if name.len() < 5 {
        return None;
    }
    let most = if name.len() < 12 { 1 } else { 2 };
    PROSODY_OPTIONS
        .iter()
        .filter(|known| known.name.len() >= 5 && known.name.len().abs_diff(name.len()) <= most)
        .map(|known| (edit_distance(name, known.name), known))
        .filter(|(far, _)| *far <= most)
        .min_by_key(|(far, _)| *far)
        .map(|(_, known)| known)
}
