//! `config.js` names a service for rooms that Prosody does not have.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, alike_domains};

/// See the page.
pub struct MucComponentMissing;

static META: Meta = Meta {
    id: "rooms/muc-component-missing",
    severity: Severity::Error,
    title: "rooms without a Component",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/component-reopened-without-module",
        "prosody/main-host-missing",
        "prosody/misspelt-module",
    ],
    page: include_str!("muc_component_missing.md"),
};

impl Rule for MucComponentMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            // Without `hosts.muc` the client puts `conference.` before the domain.
            let muc =
                site.web.muc().or_else(|| site.web.domain().map(|domain| format!("conference.{domain}")));
            let Some((muc, origin)) = sink.known(&muc) else { continue };
            if !sink.no(prosody.muc(muc).exists()) {
                continue;
            }
            let same_name = prosody.host(muc).found();
            let other = prosody.muc_components().find(|host| {
                let of_main =
                    matches!(prosody.text(main, "main_muc").is(|name| *name == host.name), Verdict::Yes);
                of_main
                    || alike_domains(&host.name, muc)
                    || host.name.ends_with(&format!(".{}", main.name)) && is_plain(&host.name)
            });
            let help = match (same_name, other) {
                (Some(_), _) => format!("Write `Component \"{muc}\" \"muc\"` in Prosody's configuration."),
                (None, Some(host)) => {
                    format!("Write `muc: '{}'`, or rename that Component to `{muc}`.", host.name)
                }
                (None, None) => format!(
                    "Add `Component \"{muc}\" \"muc\"` to Prosody's configuration, or correct the name here."
                ),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("Prosody has no Component `{muc}` of type \"muc\""),
                message: "nobody can enter a room: joining never ends".into(),
                effect: format!(
                    "Browsers and Jicofo open rooms at `{muc}`. Prosody knows no such service and sends them back with \
                     an error, which the page takes for a lost connection."
                ),
                help,
            })
            .about(&main.name)
            .related_opt(same_name.map(|host| host.place), "this host is no service for rooms")
            .related_opt(other.filter(|_| same_name.is_none()).map(|host| host.place), "Prosody's rooms are here");
            sink.report(finding);
        }
    }
}

/// Whether a service for rooms is not one of those with a purpose of their own.
fn is_plain(name: &str) -> bool {
    !["lobby.", "breakout.", "internal"].iter().any(|special| name.starts_with(special))
}
