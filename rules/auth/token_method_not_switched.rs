//! The token options are there, but `authentication` is not `token`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login};

/// See the page.
pub struct TokenMethodNotSwitched;

static META: Meta = Meta {
    id: "auth/token-method-not-switched",
    severity: Severity::Error,
    title: "token options beside another way to log in",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
    ],
    page: include_str!("token_method_not_switched.md"),
};

impl Rule for TokenMethodNotSwitched {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let login = prosody.login(main);
            let options = prosody.token_options(main);
            let has_key = options.app_secret.is(|_| true).or(options.keys_from_web());
            let without = login.is(|login| matches!(login, Login::Anonymous | Login::Password));
            let unused = options.app_id.is(|id| !id.is_empty()).and(has_key).and(without);
            if matches!(unused, Verdict::No) {
                continue;
            }
            // Where another host takes tokens, the options may be meant for that one.
            let elsewhere = prosody.takes_tokens_beside(main);
            if !sink.yes(unused.and(elsewhere.negate())) {
                continue;
            }
            let refused = matches!(site.rooms_refuse_tokenless(&main.name), Verdict::Yes);
            let (message, effect) = if refused {
                (
                    "nobody can join a meeting, not even with a token",
                    "`token_verification` on the rooms wants the claims of a checked token, but with this login nobody checks \
                     one. It answers \"Room name cannot be matched to the one from token.\" to everybody.",
                )
            } else {
                (
                    "nobody is asked for a token",
                    "Prosody looks at `app_id` and the key only where `authentication` is \"token\". The `jitsi-meet-tokens` \
                     package changes that line only if it reads as the package once wrote it.",
                )
            };
            let own = prosody.own_option(main, "authentication");
            let label = if own.is_set() {
                "tokens are not checked with this"
            } else {
                "no `authentication` of its own"
            };
            let place = own.place().unwrap_or(main.place);
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: message.into(),
                effect: effect.into(),
                help: format!("Write `authentication = \"token\"` below `VirtualHost \"{}\"`.", main.name),
            })
            .about(&main.name)
            .related_opt(options.app_id.place(), "tokens are configured");
            sink.report(finding);
        }
    }
}
