//! The focus Component waits for Jicofo to connect, which it does no more.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

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
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let focus = site.web.focus();
            let Some((name, _)) = sink.known(&focus) else { continue };
            let Some(host) = prosody.host(name).found() else { continue };
            if !sink.yes(host.is_component("component")) {
                continue;
            }
            // A Jicofo with an account of its own is surely one that logs in as a user.
            let account =
                deployment.jicofo.as_ref().map(|jicofo| jicofo.account_domain()).filter(|fact| fact.is_set());
            let mut finding = Finding::new(Problem {
                place: prosody.section(host).headers.last().map_or(host.place, |header| header.span),
                label: "waits for a connection from outside".into(),
                message: "no meeting can begin: Jicofo does not connect in this way".into(),
                effect: "Up to 2020 Jicofo connected to this Component with a secret. Today it logs in as a user, and \
                         Prosody answers every request with \"Component not connected, bouncing error\"."
                    .into(),
                help: format!(
                    "Write `Component \"{name}\" \"client_proxy\"` with `target_address = \"focus@auth.{0}\"` instead of \
                     the secret, and run `prosodyctl mod_roster_command subscribe {name} focus@auth.{0}`.",
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
