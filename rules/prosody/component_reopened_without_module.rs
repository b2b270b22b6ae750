//! A Component is opened a second time without its module, which turns it into an external one.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, HostKind};

/// See the page.
pub struct ComponentReopenedWithoutModule;

static META: Meta = Meta {
    id: "prosody/component-reopened-without-module",
    severity: Severity::Error,
    title: "Component opened again without its module",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("component_reopened_without_module.md"),
};

impl Rule for ComponentReopenedWithoutModule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.hosts().filter(|host| host.kind == HostKind::Component) {
            let headers = &prosody.section(host).headers;
            let Some((last, before)) = headers.split_last() else { continue };
            let Some((first, module)) =
                before.iter().rev().find_map(|header| Some((header, header.module.as_ref()?)))
            else {
                continue;
            };
            if last.module.is_some() {
                continue;
            }
            if let Some(reason) = prosody.lossy() {
                sink.cannot_tell(reason.clone(), Some(last.span));
                continue;
            }
            let module = module.as_str().unwrap_or("muc");
            let order = match last.unordered {
                Some(_) => {
                    " So it is when this file is read after the other one, and that order is not certain."
                }
                None => "",
            };
            let finding = Finding::new(Problem {
                place: last.span,
                label: format!("this line lacks the module `{module}`"),
                message: format!("nothing that needs `{}` works: Prosody has lost what answers there", host.name),
                effect: format!(
                    "A Component line without a module means a service that connects from outside. It takes the \
                     module `{module}` of the earlier line away, and Prosody answers every request with \"Component not \
                     connected, bouncing error\".{order}"
                ),
                help: format!("Write `Component \"{}\" \"{module}\"` here too, or move the options up to the first line.", host.name),
            })
            .about(deployment.subject_of(&host.name))
            .related(first.span, "the module was given here");
            sink.report(finding);
        }
    }
}
