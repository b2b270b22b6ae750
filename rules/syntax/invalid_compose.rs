//! A compose file is refused.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidCompose;

static META: Meta = Meta {
    id: "syntax/invalid-compose",
    severity: Severity::Error,
    title: "compose file that is refused",
    restart: &[],
    follows: &["syntax/invalid-dotenv"],
    page: include_str!("invalid_compose.md"),
};

impl Rule for InvalidCompose {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        for error in first_of_each_file(docker.compose.errors.iter()) {
            let message = "no container starts or changes: compose refuses this file";
            let effect = "docker compose reads all its files before it does anything, and ends with an error. Containers \
                          that run already keep their old settings.";
            sink.report(finding(error, message, effect).about("docker"));
        }
    }
}
