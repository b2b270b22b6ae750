//! A container gets no password for its account.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct PasswordMissing;

static META: Meta = Meta {
    id: "docker/password-missing",
    severity: Severity::Error,
    title: "container without its password",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("password_missing.md"),
};

impl Rule for PasswordMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        for (component, name, effect) in NEEDED {
            let Some(service) = docker.service(component) else { continue };
            let fact = service.variable(name);
            let empty = fact.missing().or(fact.is(String::is_empty));
            let without_xmpp = service.variable("JVB_DISABLE_XMPP").is(|value| !value.is_empty());
            if component == "jvb" && !matches!(without_xmpp, Verdict::No) {
                continue;
            }
            if matches!(empty, Verdict::No) || !sink.yes(empty) {
                continue;
            }
            if let Some(reason) = docker.incomplete() {
                sink.cannot_tell(reason, Some(service.place()));
                continue;
            }
            let finding = Finding::new(Problem {
                place: fact.place().unwrap_or(service.place()),
                label: "no password comes from here".into(),
                message: effect.into(),
                effect: format!(
                    "The container of `{}` gets no {name}, or an empty one, and ends with a FATAL ERROR while it starts.",
                    service.name()
                ),
                help: format!(
                    "Run `./gen-passwords.sh` once, or write a value from `openssl rand -hex 16` to {name} in .env; then run \
                     `docker compose up -d`."
                ),
            });
            sink.report(finding.about(name));
        }
    }
}

/// Component, variable, and what does not work without it.
const NEEDED: [(&str, &str, &str); 5] = [
    ("jicofo", "JICOFO_AUTH_PASSWORD", "no meeting can begin: Jicofo's container does not start"),
    (
        "jvb",
        "JVB_AUTH_PASSWORD",
        "meetings of three or more people have no audio and no video: the bridge does not start",
    ),
    ("jibri", "JIBRI_XMPP_PASSWORD", "nothing can be recorded: Jibri's container does not start"),
    ("jibri", "JIBRI_RECORDER_PASSWORD", "nothing can be recorded: Jibri's container does not start"),
    ("jigasi", "JIGASI_XMPP_PASSWORD", "nobody can dial in: Jigasi's container does not start"),
];
