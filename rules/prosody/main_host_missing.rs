//! Prosody does not serve the domain that `config.js` connects to.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, HostKind};

/// See the page.
pub struct MainHostMissing;

static META: Meta = Meta {
    id: "prosody/main-host-missing",
    severity: Severity::Error,
    title: "main domain without a VirtualHost",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("main_host_missing.md"),
};

impl Rule for MainHostMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // A Prosody without a service for rooms belongs to something else.
        let Some(prosody) = deployment.prosody.as_ref().filter(|it| it.muc_components().next().is_some())
        else {
            return;
        };
        for site in deployment.sites() {
            let domain = site.web.domain();
            let Some((domain, origin)) = sink.known(&domain) else { continue };
            if !sink.no(prosody.virtual_host(domain).exists()) {
                continue;
            }
            let off = prosody
                .sections()
                .iter()
                .find(|section| section.name == *domain)
                .and_then(|it| it.headers.last());
            let similar = prosody.similar_host(domain, |host| host.kind == HostKind::VirtualHost);
            let help = match (off, similar) {
                (Some(_), _) => format!(
                    "Remove `enabled = false` from `{domain}` in Prosody's configuration; it must be a VirtualHost."
                ),
                (None, Some(host)) => {
                    format!("Write `domain: '{}'`, or rename that VirtualHost to `{domain}`.", host.name)
                }
                (None, None) => format!(
                    "Write the name of Prosody's main VirtualHost here, or add `VirtualHost \"{domain}\"` to Prosody's configuration."
                ),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "no VirtualHost of Prosody has this name".into(),
                message: format!("nobody can join a meeting on `{domain}`"),
                effect: format!(
                    "Browsers ask Prosody for `{domain}`, and Prosody answers \"host-unknown\". The page shows \"You have \
                     been disconnected\" and tries again for ever."
                ),
                help,
            })
            .about(domain)
            .related_opt(off.map(|header| header.name_span), "it is here, but switched off or no VirtualHost")
            .related_opt(similar.filter(|_| off.is_none()).map(|host| host.place), "Prosody serves this name");
            sink.report(finding);
        }
    }
}
