//! A service account has a password that is printed in examples.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct PlaceholderPassword;

static META: Meta = Meta {
    id: "docker/placeholder-password",
    severity: Severity::Error,
    title: "password from an example",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("placeholder_password.md"),
};

impl Rule for PlaceholderPassword {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let examples =
            ["passw0rd", "password", "replaceme", "changeme", "changeit", "secret", "my_jitsi_app_secret"];
        for service in docker.services() {
            for name in NAMES {
                let fact = service.variable(name);
                let Some((value, origin)) = sink.known(&fact) else { continue };
                if !examples.contains(&value.to_ascii_lowercase().as_str()) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: "this value is printed in examples".into(),
                    message: format!("anybody can use the server's own account: {name} can be guessed"),
                    effect: "Prosody lets in whoever knows this value, also through the web server's /http-bind. Who logs in \
                             as Jicofo controls every meeting. Images up to stable-10741 refuse `passw0rd` and do not start."
                        .into(),
                    help: format!(
                        "Stop the containers, run `./gen-passwords.sh` or write a value from `openssl rand -hex 16` to {name}, \
                         and run `docker compose up -d`. Images since stable-10741 keep the old password of an account: \
                         change it in Prosody too."
                    ),
                });
                sink.report(finding.about(name));
            }
        }
    }
}

const NAMES: [&str; 7] = [
    "JICOFO_AUTH_PASSWORD",
    "JVB_AUTH_PASSWORD",
    "JIGASI_XMPP_PASSWORD",
    "JIGASI_TRANSCRIBER_PASSWORD",
    "JIBRI_RECORDER_PASSWORD",
    "JIBRI_XMPP_PASSWORD",
    "JWT_APP_SECRET",
];
