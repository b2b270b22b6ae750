//! The name of a module differs from a known one by a letter or two.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::modules::{is_known, known};
use crate::model::{Deployment, TextItem, Texts, edit_distance};

/// See the page.
pub struct MisspeltModule;

static META: Meta = Meta {
    id: "prosody/misspelt-module",
    severity: Severity::Warning,
    title: "misspelt module",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("misspelt_module.md"),
};

impl Rule for MisspeltModule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut items: Vec<(TextItem, Option<&str>)> = Vec::new();
        let global = prosody.sections().first().map(|section| (None, section));
        let hosts = prosody.hosts().map(|host| (Some(host.name.as_str()), prosody.section(host)));
        for (owner, section) in global.into_iter().chain(hosts) {
            let Some(node) = section.options.get("modules_enabled") else { continue };
            let list = Texts::from_node(node);
            if let Some((reason, place)) = list.unknown {
                sink.cannot_tell(reason, Some(place));
            }
            items.extend(list.items.into_iter().map(|item| (item, owner)));
        }
        for host in prosody.hosts() {
            if let Some(Fact::Known(module, origin)) = &host.module {
                items.push((TextItem { text: module.clone(), span: origin.span }, Some(host.name.as_str())));
            }
        }
        for (item, owner) in items.into_iter().take(MOST) {
            let Some(meant) = meant(&item.text) else { continue };
            let name = &item.text;
            let mut finding = Finding::new(Problem {
                place: item.span,
                label: format!("a module `{meant}` exists"),
                message: format!("what the module `{meant}` does is missing: it is not loaded"),
                effect: format!(
                    "Prosody finds no module `{name}`, logs \"Unable to load module '{name}'\" and goes on without it. \
                     What `{meant}` does or protects is missing."
                ),
                help: format!("Write `\"{meant}\"`."),
            });
            if let Some(owner) = owner {
                finding = finding.about(deployment.subject_near(owner));
            }
            sink.report(finding);
        }
    }
}

/// Nobody writes more names, and each is compared with all that we know.
const MOST: usize = 10_000;

/// The module that was probably meant. Short names are near to each other by chance.
fn meant(name: &str) -> Option<&'static str> {
    if is_known(name) {
        return None;
    }
    if name.len() < 4 {
        // So short a name is near to many; only a letter that was left out is a slip.
        return known().find(|known| {
            known.len() == name.len() + 1 && known.len() > 2 && edit_distance(name, known) == 1
        });
    }
    if let Some(bare) = name.strip_prefix("mod_") {
        return known().find(|known| *known == bare);
    }
    let most = if name.len() < 8 { 1 } else { 2 };
    known()
        .filter(|known| known.len() >= 4 && known.len().abs_diff(name.len()) <= most)
        .map(|known| (edit_distance(name, known), known))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, known)| known)
}
