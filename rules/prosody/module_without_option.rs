//! A module is loaded without the option that it cannot do without.

use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, HostKind, Prosody};
use crate::text::Span;

/// See the page.
pub struct ModuleWithoutOption;

static META: Meta = Meta {
    id: "prosody/module-without-option",
    severity: Severity::Warning,
    title: "module without what it needs",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/option-without-module",
        "prosody/misplaced-module",
        "prosody/swallowed-options",
        "prosody/module-file-missing",
        "prosody/global-option-in-host",
    ],
    page: include_str!("module_without_option.md"),
};

/// What a module needs, and what happens otherwise.
struct Need {
    module: &'static str,
    option: &'static str,
    kind: HostKind,
    effect: &'static str,
    line: &'static str,
    grave: bool,
}

const NEEDS: [Need; 7] = [
    Need {
        module: "reservations",
        option: "reservations_api_prefix",
        kind: HostKind::VirtualHost,
        effect: "meetings begin without a reservation: nothing is asked",
        line: "reservations_api_prefix = \"http://reservations.example.org\"",
        grave: true,
    },
    Need {
        module: "muc_max_occupants",
        option: "muc_max_occupants",
        kind: HostKind::Component,
        effect: "the number of people in a meeting is not limited",
        line: "muc_max_occupants = 50",
        grave: false,
    },
    Need {
        module: "muc_filter_access",
        option: "muc_filter_whitelist",
        kind: HostKind::Component,
        effect: "everybody who is logged in may enter the internal rooms",
        line: "muc_filter_whitelist = { \"auth.meet.example.org\" }",
        grave: false,
    },
    Need {
        module: "muc_password_whitelist",
        option: "muc_password_whitelist",
        kind: HostKind::Component,
        effect: "Jicofo cannot come back to a room with a password",
        line: "muc_password_whitelist = { \"focus@auth.meet.example.org\" }",
        grave: false,
    },
    Need {
        module: "short_lived_token",
        option: "short_lived_token",
        kind: HostKind::VirtualHost,
        effect: "no short-lived tokens are made",
        line: "short_lived_token = { issuer = \"…\"; accepted_audiences = { \"…\" }; key_path = \"…\"; key_id = \"…\"; ttl_seconds = 30 }",
        grave: false,
    },
    Need {
        module: "auth_jitsi-shared-secret",
        option: "shared_secret",
        kind: HostKind::VirtualHost,
        effect: "nobody can log in on this host",
        line: "shared_secret = \"…\"",
        grave: true,
    },
    Need {
        module: "auth_ldap",
        option: "ldap_base",
        kind: HostKind::VirtualHost,
        effect: "nobody can log in on this host: the LDAP module does not start",
        line: "ldap_base = \"ou=people,dc=example,dc=org\"",
        grave: true,
    },
];

impl Rule for ModuleWithoutOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut seen = BTreeSet::new();
        for host in prosody.hosts() {
            for need in NEEDS.iter().filter(|need| need.kind == host.kind) {
                let Some(place) = user(prosody, host, need.module) else { continue };
                // Jicofo's way past passwords is another rule's, which knows the line to write.
                if need.option == "muc_password_whitelist" && deployment.jicofo_enters(host) {
                    continue;
                }
                if !sink.absent(&prosody.option(host, need.option)) || !seen.insert((place, need.option)) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place,
                    label: format!("needs `{}`", need.option),
                    message: need.effect.into(),
                    effect: format!(
                        "`{}` reads `{}` of `{}` or of the global section. Neither has it, so the module writes a line to \
                         Prosody's log and does nothing.",
                        need.module, need.option, host.name
                    ),
                    help: format!(
                        "Write `{}` below the line that opens `{}`, or remove the module.",
                        need.line, host.name
                    ),
                });
                let finding = finding
                    .about(deployment.subject_near(&host.name))
                    .related(host.place, "this host lacks it");
                sink.report(if need.grave { finding.severity(Severity::Error) } else { finding });
            }
        }
    }
}

/// Where the host loads the module, or names it as its login method.
fn user(prosody: &Prosody, host: &Host, module: &str) -> Option<Span> {
    if let Some(method) = module.strip_prefix("auth_") {
        return match prosody.text(host, "authentication") {
            Fact::Known(name, origin) if name == method => Some(origin.span),
            _ => None,
        };
    }
    // A MUC module in another Component is misplaced, which is another matter.
    let fits = host.kind == HostKind::VirtualHost || matches!(host.is_component("muc"), Verdict::Yes);
    if fits { prosody.modules(host).place_of(module) } else { None }
}
