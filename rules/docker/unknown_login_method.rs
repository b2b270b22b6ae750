//! `AUTH_TYPE` is none of the words that the templates compare with.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, edit_distance};

/// See the page.
pub struct UnknownLoginMethod;

static META: Meta = Meta {
    id: "docker/unknown-login-method",
    severity: Severity::Error,
    title: "login method that the images do not know",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("unknown_login_method.md"),
};

impl Rule for UnknownLoginMethod {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        if !matches!(docker.is_on("ENABLE_AUTH", false), Verdict::Yes) {
            return;
        }
        let fact = docker.setting("PROSODY_AUTH_TYPE").or_else(|| docker.setting("AUTH_TYPE"));
        let Some((method, origin)) = sink.known(&fact) else { return };
        if METHODS.contains(&method.as_str()) {
            return;
        }
        let meant = METHODS.iter().find(|known| edit_distance(known, &method.to_ascii_lowercase()) <= 1);
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "no template of the images knows this word".into(),
            message: "nobody can log in as meant: Prosody asks for accounts that nobody has".into(),
            effect: format!(
                "The template of Prosody writes no `authentication` for `{method}`, so that Prosody takes accounts of its own. The \
                 words are compared letter by letter."
            ),
            help: match meant {
                Some(meant) => format!("Write `AUTH_TYPE={meant}` in .env, then run `docker compose up -d`."),
                None => format!("Write one of these as `AUTH_TYPE` in .env: {}.", METHODS.join(", ")),
            },
        });
        sink.report(finding.about("AUTH_TYPE"));
    }
}

/// What the template of Prosody compares `AUTH_TYPE` with.
const METHODS: [&str; 5] = ["internal", "jwt", "ldap", "matrix", "hybrid_matrix_token"];
