//! A service's account has a password that everybody tries first.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::secret::Purpose;

/// See the page.
pub struct GuessablePassword;

static META: Meta = Meta {
    id: "accounts/guessable-password",
    severity: Severity::Error,
    title: "password that can be guessed",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[],
    page: include_str!("guessable_password.md"),
};

impl Rule for GuessablePassword {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for login in deployment.service_logins() {
            let Some((password, origin)) = sink.known(&login.password) else { continue };
            let text = password.expose_for(Purpose::Judge).to_lowercase();
            let name = sink.value(login.jid.clone()).map(|jid| jid.node);
            let is_name = name.as_ref() == Some(&text);
            if !is_name && !KNOWN.contains(&text.as_str()) {
                continue;
            }
            let service = login.service;
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: match is_name {
                        true => "the password is the name of the account".into(),
                        false => "this password stands in guides and lists".into(),
                    },
                    message: match service {
                        "Jicofo" => "strangers can take over every meeting: the password of Jicofo can be guessed".into(),
                        _ => format!("strangers can log in as {service}: its password can be guessed"),
                    },
                    effect: "Whoever reaches the site also reaches the accounts of its services, by the same BOSH and WebSocket \
                             addresses as browsers. Nothing but the password protects them."
                        .into(),
                    help: "Choose a random one, such as `openssl rand -hex 16` prints, here and with `prosodyctl passwd`.".into(),
                })
                .restart_what_reads(deployment, origin.span),
            );
        }
    }
}

/// In small letters: what the images of Docker had until 2020, what guides show, and what leads all lists.
const KNOWN: [&str; 24] = [
    "123456",
    "12345678",
    "123456789",
    "admin",
    "change_me",
    "changeit",
    "changeme",
    "example",
    "jicofo",
    "jitsi",
    "jitsi123",
    "mypassword",
    "mysecret",
    "passw0rd",
    "password",
    "password123",
    "qwerty",
    "replaceme",
    "secret",
    "secret123",
    "test",
    "your_password",
    "yourpassword",
    "yoursecret",
];
