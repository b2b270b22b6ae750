//! `config.js` holds the secret that signs the tokens; every visitor can read that file.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;
use crate::secret::Purpose;
use crate::value::Value;

/// See the page.
pub struct JwtSecretInWebConfig;

static META: Meta = Meta {
    id: "auth/jwt-secret-in-web-config",
    severity: Severity::Warning,
    title: "token secret in a public file",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("jwt_secret_in_web_config.md"),
};

impl Rule for JwtSecretInWebConfig {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            for entry in site.web.token_secrets() {
                let secret = match &entry.node.value {
                    Value::Secret(secret) if !secret.expose_for(Purpose::Judge).is_empty() => secret,
                    Value::Unknown(reason) => {
                        sink.cannot_tell(reason.clone(), Some(entry.node.span));
                        continue;
                    }
                    _ => continue,
                };
                let real = match (site.prosody(), site.main()) {
                    (Some(prosody), Some(main)) => prosody.secret(main, "app_secret"),
                    _ => Fact::absent(None),
                };
                let leaks = matches!(real.is(|real| real == secret), Verdict::Yes);
                let message = if leaks {
                    "anybody can take the secret and make tokens for every room"
                } else {
                    "a secret is public; if it signs tokens, anybody can make them"
                };
                let finding = Finding::new(Problem {
                    place: entry.key_span,
                    label: "every visitor can read this".into(),
                    message: message.into(),
                    effect: "`config.js` is sent to every browser that opens the page. Nothing on the server or in the web app \
                             reads a secret from it: tokens are checked by Prosody, with the `app_secret` of the VirtualHost."
                        .into(),
                    help: "Remove the line. The secret is known now, so make a new one with `openssl rand -hex 32` and write it \
                           as `app_secret` in Prosody's configuration and where the tokens are signed."
                        .into(),
                })
                .about(site.main().map_or_else(String::new, |main| main.name.clone()))
                .severity(if leaks { Severity::Error } else { Severity::Warning })
                .related_opt(if leaks { real.place() } else { None }, "Prosody checks tokens with this secret");
                sink.report(finding);
            }
        }
    }
}
