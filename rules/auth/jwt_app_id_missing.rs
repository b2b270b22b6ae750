//! `authentication = "token"` without `app_id`: the login module gives up.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct JwtAppIdMissing;

static META: Meta = Meta {
    id: "auth/jwt-app-id-missing",
    severity: Severity::Error,
    title: "token login without an application id",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "auth/jwt-options-out-of-scope",
    ],
    page: include_str!("jwt_app_id_missing.md"),
};

impl Rule for JwtAppIdMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            let empty = options.app_id.is(String::is_empty).and(options.issuers.missing());
            if !sink.yes(takes_tokens.and(options.app_id.missing().or(empty))) {
                continue;
            }
            let written = options.app_id.is_set();
            let (label, message, effect) = if written {
                (
                    "this is empty",
                    "every token is refused, so nobody can join a meeting",
                    "Prosody accepts only tokens whose `iss` is the same as `app_id`, and no token has an empty one. \
                     The log says \"invalid 'iss' claim\"."
                        .to_owned(),
                )
            } else {
                (
                    "tokens are to be checked here, but there is no `app_id`",
                    "nobody can join a meeting, with or without a token",
                    format!(
                        "Prosody's token login gives up without `app_id`, and `{}` then offers no way to log in at all. \
                         The log says \"'app_id' must not be empty\" and \"No available SASL mechanisms\".",
                        host.name
                    ),
                )
            };
            let finding = Finding::new(Problem {
                place: options.app_id.place().unwrap_or(host.place),
                label: label.into(),
                message: message.into(),
                effect,
                help: format!(
                    "Write `app_id = \"my-app\"` below `VirtualHost \"{}\"`, with the text that stands in the tokens as `iss`.",
                    host.name
                ),
            })
            .about(&host.name);
            sink.report(finding);
        }
    }
}
