//! `AUTH_TYPE` names a method, and logins are not switched on.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct LoginNotEnabled;

static META: Meta = Meta {
    id: "docker/login-not-enabled",
    severity: Severity::Warning,
    title: "login method without logins",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("login_not_enabled.md"),
};

impl Rule for LoginNotEnabled {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let method = docker.setting("PROSODY_AUTH_TYPE").or_else(|| docker.setting("AUTH_TYPE"));
        let Some((method, origin)) = sink.known(&method) else { return };
        // `internal` is what the image takes anyway.
        if !matches!(method.as_str(), "jwt" | "ldap" | "matrix" | "hybrid_matrix_token") {
            return;
        }
        // Whoever writes a zero means it.
        if !sink.absent(&docker.setting("ENABLE_AUTH")) {
            return;
        }
        if let Some(reason) = docker.incomplete() {
            return sink.cannot_tell(reason, Some(origin.span));
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "this has no effect without `ENABLE_AUTH`".into(),
            message: "everybody can open and join meetings without logging in".into(),
            effect: "The images look at the method only if `ENABLE_AUTH` is on. It is not set, so Prosody lets everybody in.".into(),
            help: "Write `ENABLE_AUTH=1` in .env, then run `docker compose up -d`. If the site is meant to be open, write \
                   `ENABLE_AUTH=0`."
                .into(),
        });
        sink.report(finding.about("AUTH_TYPE"));
    }
}
