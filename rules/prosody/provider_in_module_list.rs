//! A login method stands among the modules, where it has no effect.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, TextItem};

/// See the page.
pub struct ProviderInModuleList;

static META: Meta = Meta {
    id: "prosody/provider-in-module-list",
    severity: Severity::Warning,
    title: "login method or storage among the modules",
    restart: &[Service::Prosody],
    follows: &["auth/unknown-login-method"],
    page: include_str!("provider_in_module_list.md"),
};

/// The beginnings of such names, and the option that chooses one.
const KINDS: [(&str, &str); 2] = [("auth_", "authentication"), ("storage_", "storage")];

impl Rule for ProviderInModuleList {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // One that is in use on some host was loaded early, which does no harm.
        for (beginning, option) in KINDS {
            let used = |name: &str| {
                prosody.hosts().fold(Verdict::No, |any, host| {
                    any.or(prosody
                        .option(host, option)
                        .is(|node| node.as_str() == Some(name) || node.as_str().is_none()))
                })
            };
            for host in prosody.virtual_hosts() {
                let modules = prosody.modules(host);
                let listed: Vec<&TextItem> =
                    modules.iter().filter(|item| item.text.starts_with(beginning)).collect();
                for item in listed {
                    let name = &item.text[beginning.len()..];
                    if !sink.no(used(name)) {
                        continue;
                    }
                    let finding = Finding::new(Problem {
                        place: item.span,
                        label: format!("chosen with `{option}`, not here"),
                        message: match option {
                            "authentication" => {
                                format!("users do not log in by `{name}`, though its module is loaded")
                            }
                            _ => format!("nothing is stored in `{name}`, though its module is loaded"),
                        },
                        effect: format!(
                            "Prosody takes the method that `{option}` names and loads its module by itself. A name in the list of \
                             modules changes nothing about that."
                        ),
                        help: format!(
                            "Write `{option} = \"{name}\"` below the host that is to use it, and remove this name."
                        ),
                    });
                    sink.report(finding.about(deployment.subject_near(&host.name)));
                }
            }
        }
    }
}
