//! A `$` in `.env` begins a variable that is not set.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct DollarInValue;

static META: Meta = Meta {
    id: "docker/dollar-in-value",
    severity: Severity::Warning,
    title: "dollar sign that takes a part of the value with it",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("dollar_in_value.md"),
};

impl Rule for DollarInValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let Some((_, document)) = &docker.dotenv else { return };
        for warning in &document.warnings {
            let entry = document.root.iter().find(|entry| entry.node.span == warning.span);
            let Some(entry) = entry else { continue };
            let finding = Finding::new(Problem {
                place: entry.key_span,
                label: "a `$` in the value of this variable begins a variable that is not set".into(),
                message: format!("the containers work with another value of {} than the one written here", entry.key),
                effect: "In .env a `$` with letters behind it stands for a variable, also in double quotes. Compose puts \
                         nothing in its place and warns \"variable is not set. Defaulting to a blank string\". A password \
                         that is cut in this way does not fit, or is weaker than it looks."
                    .into(),
                help: "Put the whole value in single quotes, then run `docker compose up -d`.".into(),
            });
            sink.report(finding.about(&entry.key));
        }
    }
}
