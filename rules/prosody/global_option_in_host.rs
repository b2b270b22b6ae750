//! An option that Prosody reads only globally is set for one host.

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

/// Read from the global section only (Prosody's own list in `util/prosodyctl/check.lua`). `plugin_paths` has a
/// rule of its own; `muc_mapper_domain_base` may stand below every host that needs it.
const GLOBAL: [&str; 44] = [
    "admin_socket",
    "body_size_limit",
    "bosh_max_inactivity",
    "bosh_max_polling",
    "bosh_max_wait",
    "buffer_size_limit",
    "c2s_close_timeout",
    "c2s_stanza_size_limit",
    "c2s_tcp_keepalives",
    "c2s_timeout",
    "component_stanza_size_limit",
    "component_tcp_keepalives",
    "consider_bosh_secure",
    "consider_websocket_secure",
    "daemonize",
    "gc",
    "http_default_host",
    "http_errors_always_show",
    "http_max_buffer_size",
    "http_max_content_size",
    "installer_plugin_path",
    "limits",
    "limits_resolution",
    "log",
    "network_backend",
    "network_settings",
    "pidfile",
    "s2s_close_timeout",
    "s2s_insecure_domains",
    "s2s_require_encryption",
    "s2s_secure_auth",
    "s2s_secure_domains",
    "s2s_stanza_size_limit",
    "s2s_timeout",
    "statistics",
    "statistics_interval",
    "tcp_keepalives",
    "tls_profile",
    "trusted_proxies",
    "umask",
    "use_ipv4",
    "use_ipv6",
    "websocket_frame_buffer_limit",
    "websocket_frame_fragment_limit",
];

fn is_global(name: &str) -> bool {
    let listening = name == "interface"
        || name == "interfaces"
        || name.ends_with("_ports")
        || name.ends_with("_interfaces");
    listening || GLOBAL.contains(&name)
}
