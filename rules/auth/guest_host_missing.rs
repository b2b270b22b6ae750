//! `config.js` sends guests to a domain that Prosody does not serve.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Login};

/// See the page.
pub struct GuestHostMissing;

static META: Meta = Meta {
    id: "auth/guest-host-missing",
    severity: Severity::Error,
    title: "guest domain without a VirtualHost",
    restart: &[Service::Prosody],
    follows: &["prosody/main-host-missing", "prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("guest_host_missing.md"),
};

impl Rule for GuestHostMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), guest) = (site.prosody(), site.web.anonymous_domain()) else { continue };
            let Some((guest, origin)) = sink.known(&guest) else { continue };
            if !sink.no(prosody.virtual_host(guest).exists()) {
                continue;
            }
            // What the admin probably meant: an anonymous VirtualHost that no config.js names.
            let meant = prosody.virtual_hosts().find(|host| {
                matches!(
                    prosody.login(host).is(|login| *login == Login::Anonymous),
                    crate::fact::Verdict::Yes
                ) && site.main().is_none_or(|main| main.name != host.name)
            });
            let help = match meant {
                Some(host) => format!(
                    "Write `anonymousdomain: '{}'`, or rename that VirtualHost to `{guest}` in Prosody's configuration.",
                    host.name
                ),
                None => format!(
                    "Add `VirtualHost \"{guest}\"` with `authentication = \"jitsi-anonymous\"` to Prosody's \
                     configuration, after the last option of the main VirtualHost."
                ),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "no VirtualHost of Prosody has this name".into(),
                message: "nobody can join a meeting without logging in".into(),
                effect: format!(
                    "Browsers without a login or token connect to `{guest}`, and Prosody answers \
                     \"host-unknown\". The page shows \"You have been disconnected\" and tries again for ever."
                ),
                help,
            })
            .about(deployment.subject_of(guest))
            .related_opt(meant.map(|host| host.place), "Prosody serves guests here");
            sink.report(finding);
        }
    }
}
