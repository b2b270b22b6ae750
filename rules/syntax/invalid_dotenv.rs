//! `.env` cannot be parsed by compose.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidDotenv;

static META: Meta = Meta {
    id: "syntax/invalid-dotenv",
    severity: Severity::Error,
    title: ".env file that does not parse",
    restart: &[],
    follows: &[],
    page: include_str!("invalid_dotenv.md"),
};

impl Rule for InvalidDotenv {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let errors = docker.dotenv.iter().flat_map(|(_, document)| &document.errors);
        for error in first_of_each_file(errors) {
            let message = "no container starts or changes: compose refuses the .env file";
            let effect = "docker compose reads .env before everything else and ends with \"failed to read .env\". \
                          Containers that run already keep their old settings.";
            sink.report(finding(error, message, effect).about("docker"));
        }
    }
}
