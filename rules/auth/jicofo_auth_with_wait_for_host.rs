//! jicofo's own login and `muc_wait_for_host` are both on.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct JicofoAuthWithWaitForHost;

static META: Meta = Meta {
    id: "auth/jicofo-auth-with-wait-for-host",
    severity: Severity::Error,
    title: "two gates that exclude each other",
    restart: &[Service::Jicofo],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jicofo-legacy-url-overrides",
    ],
    page: include_str!("jicofo_auth_with_wait_for_host.md"),
};

impl Rule for JicofoAuthWithWaitForHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        for site in deployment.sites() {
            let (Some(main), Some(waits)) = (site.main(), site.muc_module("muc_wait_for_host")) else {
                continue;
            };
            if !sink.yes(waits.and(auth.is_active())) {
                continue;
            }
            let guests = matches!(site.welcomes_guests(), Verdict::Yes);
            let message = if guests {
                "guests never reach the lobby: they cannot even wait for the host"
            } else {
                "everybody who may log in is a moderator of every meeting"
            };
            let module = site
                .prosody()
                .zip(site.muc())
                .and_then(|(prosody, muc)| prosody.modules(muc).place_of("muc_wait_for_host"));
            let finding = Finding::new(Problem {
                place: auth.enabled.place().unwrap_or(main.place),
                label: "Jicofo asks for a login of its own".into(),
                message: message.into(),
                effect: "A guest asks Jicofo for the meeting first. With its login check on, Jicofo refuses (\"not-authorized\") \
                         before there is a room, so `muc_wait_for_host` never sees the guest. It also makes every user who is \
                         logged in an owner."
                    .into(),
                help: super::without_jicofo_login(&auth, "; `muc_wait_for_host` then decides alone who may open a room"),
            })
            .about(&main.name)
            .severity(if guests { Severity::Error } else { Severity::Warning })
            .related_opt(module, "guests are to wait here");
            sink.report(finding);
        }
    }
}
