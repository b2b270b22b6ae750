//! Two modules are enabled of which only one can do the work.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Host, Prosody, Texts};
use crate::text::Span;

/// See the page.
pub struct ModulesOfOneTask;

static META: Meta = Meta {
    id: "prosody/modules-of-one-task",
    severity: Severity::Info,
    title: "two modules for one task",
    restart: &[Service::Prosody],
    follows: &["prosody/malformed-module-list"],
    page: include_str!("modules_of_one_task.md"),
};

impl Rule for ModulesOfOneTask {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.virtual_hosts() {
            let lists =
                [prosody.global_option("modules_enabled"), prosody.own_option(host, "modules_enabled")];
            let enabled: Vec<Texts> = lists
                .into_iter()
                .filter_map(|list| match list {
                    Fact::Known(node, _) => Some(Texts::from_list(node)),
                    _ => None,
                })
                .collect();
            let place = |name: &str| -> Option<Span> {
                let mut items = enabled.iter().flat_map(|list| &list.items);
                items
                    .find(|item| item.text == name)
                    .map(|item| item.span)
                    .filter(|_| !is_disabled(prosody, host, name))
            };
            for (newer, older) in PAIRS {
                let Some(old_place) = place(older) else { continue };
                let Some(new_place) = place(newer) else {
                    if let Some((reason, span)) = enabled.iter().find_map(|list| list.unknown.clone()) {
                        sink.cannot_tell(reason, Some(span));
                    }
                    continue;
                };
                let finding = Finding::new(Problem {
                    place: old_place,
                    label: format!("`{newer}` does this already"),
                    message: format!("the module `{older}` is one too many: `{newer}` does the same"),
                    effect: "Both answer the same requests. Prosody leaves the older one out, or logs an error at each start; \
                             `prosodyctl check config` complains as well."
                        .into(),
                    help: format!("Remove `\"{older}\";`."),
                });
                sink.report(finding.related(new_place, "the newer one"));
            }
        }
    }
}

/// The newer module first.
const PAIRS: [(&str, &str); 2] = [("vcard_legacy", "vcard"), ("pep", "pep_simple")];

fn is_disabled(prosody: &Prosody, host: &Host, name: &str) -> bool {
    [prosody.global_option("modules_disabled"), prosody.own_option(host, "modules_disabled")]
        .into_iter()
        .any(|list| matches!(list, Fact::Known(node, _) if Texts::from_list(node).find(|text| text == name).is_some()))
}
