//! `muc_wait_for_host` waits for somebody who logged in, and the main host lets everybody in without a login.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Login};

/// See the page.
pub struct WaitForHostWithoutLogin;

static META: Meta = Meta {
    id: "rooms/wait-for-host-without-login",
    severity: Severity::Error,
    title: "waiting for a host, and nobody can be one",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "auth/token-method-not-switched",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
    ],
    page: include_str!("wait_for_host_without_login.md"),
};

impl Rule for WaitForHostWithoutLogin {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let login = site.login();
            let Some((Login::Anonymous, origin)) = sink.known(&login) else { continue };
            let rooms = prosody.modules(muc);
            if !sink.yes(rooms.has("muc_wait_for_host")) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "nobody logs in here".into(),
                message: "guests wait for a host who never comes: nobody can log in as one".into(),
                effect: "`muc_wait_for_host` takes for a host whoever has logged in with a token or a password. The main \
                         VirtualHost gives nobody a login, so hosts are not known as such."
                    .into(),
                help: "Set `authentication` of the main VirtualHost to `\"token\"` or `\"internal_hashed\"` with its \
                       options, or remove `\"muc_wait_for_host\"`."
                    .into(),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related_opt(rooms.place_of("muc_wait_for_host"), "this waits for somebody with a login"),
            );
        }
    }
}
