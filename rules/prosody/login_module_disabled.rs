//! A VirtualHost without the modules that logins need.

use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Login, Prosody};

/// See the page.
pub struct LoginModuleDisabled;

static META: Meta = Meta {
    id: "prosody/login-module-disabled",
    severity: Severity::Error,
    title: "host without logins or encryption",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/misspelt-module",
        "prosody/malformed-module-list",
        "prosody/duplicate-option",
        "prosody/include-target-missing",
        "prosody/module-file-missing",
    ],
    page: include_str!("login_module_disabled.md"),
};

impl Rule for LoginModuleDisabled {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // Without a list for all hosts this is not a whole configuration.
        if !prosody.global_option("modules_enabled").is_set() {
            return;
        }
        let mains: BTreeSet<&str> =
            deployment.sites().filter_map(|site| Some(site.main()?.name.as_str())).collect();
        for host in prosody.virtual_hosts() {
            let is_services = serves_jicofo(deployment, host);
            if !is_services && !mains.contains(host.name.as_str()) {
                continue;
            }
            let modules = prosody.modules(host);
            if sink.no(modules.has("saslauth")) {
                let finding = missing(
                    prosody,
                    host,
                    "saslauth",
                    "nobody can log in: the host offers no way to do so",
                    "`saslauth` is the module that logins go through. Without it Prosody logs \"No stream features to offer\", and \
                     programs wait for a login method that is never offered.",
                );
                sink.report(finding.about(deployment.subject_near(&host.name)));
                continue;
            }
            let passwords = matches!(prosody.login(host), Fact::Known(Login::Password, _));
            let required = prosody.boolean(host, "c2s_require_encryption").is(|required| *required);
            if is_services && passwords && sink.yes(required) && sink.no(modules.has("tls")) {
                let finding = missing(
                    prosody,
                    host,
                    "tls",
                    "no meeting can begin: Jicofo and the bridge cannot log in",
                    "`c2s_require_encryption` asks for TLS before a login, and `tls` is the module that offers it. Without it \
                     Prosody logs \"No stream features to offer on insecure session\".",
                );
                sink.report(finding.about(deployment.subject_near(&host.name)));
            }
        }
    }
}

/// Whether Jicofo logs in on the host.
fn serves_jicofo(deployment: &Deployment, host: &Host) -> bool {
    let domain = deployment.jicofo.as_ref().map(|jicofo| jicofo.account_domain());
    domain.is_some_and(|domain| matches!(domain.is(|domain| *domain == host.name), Verdict::Yes))
}

fn missing(prosody: &Prosody, host: &Host, module: &str, message: &str, effect: &str) -> Finding {
    let disabled = [prosody.own_option(host, "modules_disabled"), prosody.global_option("modules_disabled")];
    let line = disabled.iter().find_map(|list| match list {
        Fact::Known(node, _) => {
            node.as_list()?.iter().find(|item| item.as_str() == Some(module)).map(|item| item.span)
        }
        _ => None,
    });
    let help = match line {
        Some(_) => format!("Remove `\"{module}\"` from `modules_disabled`."),
        None => format!("Add `\"{module}\";` to `modules_enabled` above the first VirtualHost."),
    };
    Finding::new(Problem {
        place: line.unwrap_or(host.place),
        label: format!("`{}` does not load `{module}`", host.name),
        message: message.to_owned(),
        effect: effect.to_owned(),
        help,
    })
}
