//! An option that Prosody reads only globally is set for one host.

use crate::catalogue::PROSODY_OPTIONS;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, same_value};
use crate::value::Value;

/// See the page.
pub struct GlobalOptionInHost;

static META: Meta = Meta {
    id: "prosody/global-option-in-host",
    severity: Severity::Warning,
    title: "global option below a host",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("global_option_in_host.md"),
};

impl Rule for GlobalOptionInHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.hosts() {
            for entry in prosody.section(host).options.iter().filter(|entry| is_global(&entry.key)) {
                let key = &entry.key;
                if let Value::Unknown(reason) = &entry.node.value {
                    sink.cannot_tell(reason.clone(), Some(entry.node.span));
                    continue;
                }
                // Where the whole server has the same value, the line is merely superfluous.
                if let Fact::Known(global, _) = prosody.global_option(key)
                    && matches!(same_value(global, &entry.node), Verdict::Yes)
                {
                    continue;
                }
                let mut finding = Finding::new(Problem {
                    place: entry.key_span,
                    label: format!("this belongs to `{}`, where nothing reads it", host.name),
                    message: format!("Prosody ignores the setting `{key}`"),
                    effect: format!(
                        "Every line after a VirtualHost or Component belongs to that host until the next one, whatever its \
                         indentation. `{key}` is read only from the part above the first host."
                    ),
                    help: format!("Move the line `{key} = …` above the first VirtualHost or Component of the file."),
                })
                .about(deployment.subject_of(&host.name))
                .related(host.place, "the host that the line belongs to");
                if GRAVE.contains(&key.as_str()) {
                    finding = finding.severity(Severity::Error);
                }
                sink.report(finding);
            }
        }
    }
}

/// Without these at their place browsers do not get in.
const GRAVE: [&str; 7] = [
    "consider_bosh_secure",
    "consider_websocket_secure",
    "http_ports",
    "http_interfaces",
    "https_ports",
    "trusted_proxies",
    "c2s_ports",
];

/// Read from the global section only. `plugin_paths` has a rule of its own; `muc_mapper_domain_base` may stand below
/// every host that needs it.
fn is_global(name: &str) -> bool {
    let listening = name == "interface"
        || name == "interfaces"
        || name.ends_with("_ports")
        || name.ends_with("_interfaces");
    name != "plugin_paths" && (listening || PROSODY_OPTIONS.get(name).is_some_and(|option| option.global))
}
