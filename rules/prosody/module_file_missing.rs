//! A module is enabled that lies in none of the directories of modules.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::modules::described;
use crate::model::{Deployment, Host, Prosody};
use crate::text::Span;

/// See the page.
pub struct ModuleFileMissing;

static META: Meta = Meta {
    id: "prosody/module-file-missing",
    severity: Severity::Warning,
    title: "module that is not installed",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-module",
        "prosody/plugin-path-missing",
        "prosody/removed-module",
        "auth/unknown-login-method",
        "files/named-file-missing",
    ],
    page: include_str!("module_file_missing.md"),
};

/// What is missing with these is worse than a feature.
const WEIGHTY: [&str; 8] = [
    "bosh",
    "websocket",
    "saslauth",
    "tls",
    "token_verification",
    "muc_wait_for_host",
    "muc_lobby_rooms",
    "persistent_lobby",
];
/// Names that need no file in some version of Prosody.
const BUILT_IN: [&str; 3] = ["posix", "console", "component"];

impl Rule for ModuleFileMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut seen = BTreeSet::new();
        for host in prosody.hosts() {
            for (module, place, weighty) in wanted(prosody, host) {
                let module = module.as_ref();
                let Some(found) = deployment.plugins.has(module) else { continue };
                if matches!(found, Verdict::Yes) {
                    continue;
                }
                // What was removed from Jitsi is a rule of its own.
                let removed = described(module)
                    .is_some_and(|module| module.from == Some("jitsi") && module.until.is_some());
                if removed || BUILT_IN.contains(&module) || !seen.insert((place, module.to_owned())) {
                    continue;
                }
                if sink.no(found) {
                    let finding = finding(module, place).about(deployment.subject_near(&host.name));
                    sink.report(if weighty { finding.severity(Severity::Error) } else { finding });
                }
            }
        }
    }
}

/// The modules of a host, and its login method, each with its place.
fn wanted<'p>(prosody: &'p Prosody, host: &'p Host) -> Vec<(Cow<'p, str>, Span, bool)> {
    let listed = prosody.modules(host);
    let mut wanted: Vec<(Cow<'p, str>, Span, bool)> = listed
        .iter()
        .filter(|item| item.span != host.place)
        .map(|item| {
            let own = matches!(&host.module, Some(Fact::Known(module, _)) if *module == item.text);
            (Cow::Borrowed(item.text.as_str()), item.span, own || WEIGHTY.contains(&item.text.as_str()))
        })
        .collect();
    if host.module.is_none()
        && let Fact::Known(node, origin) = prosody.option(host, "authentication")
        && let Some(method) = node.as_str()
    {
        wanted.push((Cow::Owned(format!("auth_{method}")), origin.span, true));
    }
    wanted
}

fn finding(module: &str, place: Span) -> Finding {
    let message = match module {
        _ if module.starts_with("auth_") => {
            "nobody can log in: Prosody does not have this login method".into()
        }
        "token_verification" => {
            "anybody with a valid token can enter every room: tokens are not checked for the room".into()
        }
        "muc_wait_for_host" => "guests do not wait for a host: meetings begin without one".into(),
        _ => format!("what the module `{module}` does is missing: it is not installed"),
    };
    let help = match described(module).and_then(|module| module.from) {
        Some("jitsi") => "Install the release of jitsi-meet-prosody that has it, or remove the name.".into(),
        _ if module == "auth_cyrus" => {
            "Install the package prosody-modules: since 0.12 Prosody comes without this method.".into()
        }
        _ => format!(
            "Put `mod_{module}.lua` into one of the directories of `plugin_paths` (some modules are in the package \
             prosody-modules), or remove the name."
        ),
    };
    Finding::new(Problem {
        place,
        label: format!("there is no `mod_{module}.lua`"),
        message,
        effect: format!(
            "The directories of `plugin_paths` and Prosody's own have no such file. Prosody logs \"Unable to load module \
             '{module}'\" and goes on without it."
        ),
        help,
    })
}
