//! jicofo trusts every user of the main host, and that host lets in users without a token.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct JicofoAuthWithEmptyTokens;

static META: Meta = Meta {
    id: "auth/jicofo-auth-with-empty-tokens",
    severity: Severity::Warning,
    title: "login in Jicofo that everybody passes",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jicofo-auth-with-wait-for-host",
        "auth/jicofo-legacy-url-overrides",
    ],
    page: include_str!("jicofo_auth_with_empty_tokens.md"),
};

impl Rule for JicofoAuthWithEmptyTokens {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let empty = prosody.boolean(main, "allow_empty_token");
            let open = empty.is(|allowed| *allowed).and(site.takes_tokens()).and(auth.is_active());
            if !sink.yes(open) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: empty.place().unwrap_or(main.place),
                label: "users without a token are let in".into(),
                message: "anybody can open meetings without a token, and moderates them".into(),
                effect: format!(
                    "Jicofo looks only at the domain of a user. Whoever connects to `{}` without a token has the same domain as \
                     somebody with one, may open rooms and becomes their owner.",
                    main.name
                ),
                help: "Write `allow_empty_token = false`. Guests need a VirtualHost of their own, named in config.js as \
                       `hosts.anonymousdomain`; they may then join what others have opened."
                    .into(),
            })
            .about(&main.name)
            .related_opt(auth.enabled.place(), "Jicofo believes that these users are logged in");
            // In containers `JWT_ALLOW_EMPTY` is a switch of its own, and Jicofo's part comes with it.
            let container =
                prosody.inherited_texts(main, "plugin_paths").contains("/prosody-plugins-custom").is_yes();
            sink.report(if container { finding.severity(Severity::Info) } else { finding });
        }
    }
}
