//! `allow_empty_token` lets everybody in, and nothing else asks who opens a meeting.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct EmptyTokenOpen;

static META: Meta = Meta {
    id: "auth/empty-token-open",
    severity: Severity::Warning,
    title: "server open to users without a token",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/token-guests-create-rooms",
    ],
    page: include_str!("empty_token_open.md"),
};

impl Rule for EmptyTokenOpen {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let options = prosody.token_options(main);
            let Some(waits) = site.muc_module("muc_wait_for_host") else { continue };
            let jicofo = deployment.jicofo.as_ref().map_or(Verdict::No, |jicofo| jicofo.auth().is_active());
            let reservations = prosody.modules(main).has("reservations");
            let open = options
                .allow_empty
                .is(|allowed| *allowed)
                .and(site.takes_tokens())
                .and(waits.negate())
                .and(jicofo.negate())
                .and(reservations.negate());
            if !sink.yes(open) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: options.allow_empty.place().unwrap_or(main.place),
                label: "users without a token are let in".into(),
                message: "anybody can open meetings here without a token".into(),
                effect: format!(
                    "A browser without a token connects to `{}` like one with a token, and nothing else checks: \
                     `muc_wait_for_host` is not loaded on the rooms, and Jicofo's login check is off. The log says \
                     \"WARNING - empty tokens allowed\".",
                    main.name
                ),
                help: format!(
                    "Write `allow_empty_token = false`. To let guests join meetings that somebody with a token has opened, add \
                     a guest VirtualHost (`hosts.anonymousdomain` in config.js) and `\"muc_wait_for_host\"` on the rooms of `{}`.",
                    main.name
                ),
            })
            .about(&main.name);
            sink.report(finding);
        }
    }
}
