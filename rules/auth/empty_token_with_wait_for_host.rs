//! `allow_empty_token` makes every session on the main host a host for `muc_wait_for_host`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct EmptyTokenWithWaitForHost;

static META: Meta = Meta {
    id: "auth/empty-token-with-wait-for-host",
    severity: Severity::Warning,
    title: "waiting for a host where everybody is one",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "rooms/wait-for-host-without-lobby",
    ],
    page: include_str!("empty_token_with_wait_for_host.md"),
};

impl Rule for EmptyTokenWithWaitForHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let options = prosody.token_options(main);
            let modules = prosody.modules(muc);
            let open = options
                .allow_empty
                .is(|allowed| *allowed)
                .and(site.takes_tokens())
                .and(modules.has("muc_wait_for_host"));
            if !sink.yes(open) {
                continue;
            }
            let guest = match site.web.anonymous_domain() {
                Fact::Known(guest, _) => guest,
                _ => format!("guest.{}", main.name),
            };
            let mut help = "Write `allow_empty_token = false`.".to_owned();
            if site.guest().is_none() {
                help.push_str(&format!(
                    " For guests add `VirtualHost \"{guest}\"` with `authentication = \"jitsi-anonymous\"`, and \
                     `anonymousdomain: '{guest}'` to `hosts` in config.js."
                ));
            }
            let refused =
                options.wants_room_in_token().and(site.is_exempt_from_verification(&guest).negate());
            if modules.place_of("token_verification").is_some() && !matches!(refused, Verdict::No) {
                help.push_str(&format!(
                    " So that guests still get in, add `token_verification_allowlist = {{ \"{guest}\" }}` below \
                     `Component \"{}\" \"muc\"`.",
                    muc.name
                ));
            }
            let finding = Finding::new(Problem {
                place: options.allow_empty.place().unwrap_or(main.place),
                label: "sessions without a token are let in, and count as hosts".into(),
                message: "a visitor without a token can start a meeting as its host".into(),
                effect: format!(
                    "`muc_wait_for_host` takes every session on `{}` for a host. Guests are sent elsewhere by the page, but \
                     `?login=true` in the address, or another client, connects to `{0}` without a token. The official guide \
                     for tokens shows these two options together, so the set works; it does not keep strangers from opening \
                     rooms.",
                    main.name
                ),
                help,
            })
            .about(&main.name)
            .related_opt(modules.place_of("muc_wait_for_host"), "guests wait for somebody of the main host");
            sink.report(finding);
        }
    }
}
