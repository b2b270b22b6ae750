//! The focus Component waits for Jicofo to connect, which it does no more.

use crate::catalogue::PROSODY_MODULES;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Host};

/// The first stable release whose Jicofo no longer connects as a Component.
const FIRST_WITHOUT_COMPONENT: u32 = 5765;

/// See the page.
pub struct FocusComponentOutdated;

static META: Meta = Meta {
    id: "jicofo/focus-component-outdated",
    severity: Severity::Warning,
    title: "focus Component of the old kind",
    restart: &[Service::Prosody],
    follows: &["prosody/component-reopened-without-module"],
    page: include_str!("focus_component_outdated.md"),
};

impl Rule for FocusComponentOutdated {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if deployment.jitsi_release().is_some_and(|release| release < FIRST_WITHOUT_COMPONENT) {
            return;
        }
        let unknown = deployment.jitsi_release().is_none();
        if unknown && deployment.jicofo.as_ref().is_some_and(|jicofo| jicofo.is_component()) {
            return;
        }
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let focus = site.web.focus();
            let Some((name, _)) = sink.known(&focus) else { continue };
            let Some(host) = prosody.host(name).found() else { continue };
            let other = other_module(host);
            if other.is_none() && !sink.yes(host.is_component("component")) {
                continue;
            }
            // A Jicofo with an account of its own is surely one that logs in as a user.
            let account =
                deployment.jicofo.as_ref().map(|jicofo| jicofo.account_domain()).filter(|fact| fact.is_set());
            let mut finding = Finding::new(Problem {
                place: prosody.section(host).headers.last().map_or(host.place, |header| header.span),
                label: match other {
                    Some(module) => format!("`{module}` does not hand requests on to Jicofo"),
                    None => "waits for a connection from outside".into(),
                },
                message: "no meeting can begin: Jicofo does not connect in this way".into(),
                effect: match other {
                    Some(_) => "Browsers ask this Component to open a meeting. Only the module `client_proxy` passes that on to Jicofo's \
                                account; any other answers \"service-unavailable\"."
                        .into(),
                    None => "Up to 2020 Jicofo connected to this Component with a secret. Today it logs in as a user, and \
                             Prosody answers every request with \"Component not connected, bouncing error\"."
                        .to_owned(),
                },
                help: format!(
                    "Write `Component \"{name}\" \"client_proxy\"` with `target_address = \"focus@auth.{0}\"` instead of \
                     this, and run `prosodyctl mod_roster_command subscribe {name} focus@auth.{0}`.",
                    main.name
                ),
            })
            .about(&main.name)
            .related_opt(account.as_ref().and_then(|fact| fact.place()), "Jicofo logs in with an account here");
            if account.is_some() {
                finding = finding.severity(Severity::Error);
            }
            sink.report(finding);
        }
    }
}

/// The module of a Component that is known to do something else.
fn other_module(host: &Host) -> Option<&str> {
    match &host.module {
        Some(Fact::Known(module, _)) if !matches!(module.as_str(), "component" | "client_proxy") => {
            PROSODY_MODULES.get(module).map(|_| module.as_str())
        }
        _ => None,
    }
}
