//! `.env` sets a variable that no service gets.

use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Deployment, edit_distance};

/// See the page.
pub struct VariableNotPassed;

static META: Meta = Meta {
    id: "docker/variable-not-passed",
    severity: Severity::Warning,
    title: "variable that reaches no container",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("variable_not_passed.md"),
};

impl Rule for VariableNotPassed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let passed: BTreeSet<&str> = docker.passed().collect();
        let variables = || docker.variables().filter(|entry| !passed.contains(entry.key.as_str()));
        // Nobody writes as many as this by hand, and every name is compared with every other.
        let few = passed.len() < 1000 && variables().count() < 1000;
        for entry in variables() {
            let name = entry.key.as_str();
            // Long names only: short ones are alike by chance.
            let near = |passed: &&str| {
                let close = name.len() >= 8 && name.len().abs_diff(passed.len()) <= 2;
                close
                    && name.as_bytes().first() == passed.as_bytes().first()
                    && edit_distance(name, passed) <= 1 + usize::from(name.len() >= 14)
            };
            let meant = passed.iter().find(|passed| few && near(passed));
            if meant.is_none() && !READ_BY_IMAGES.contains(&name) {
                continue;
            }
            if let Some(reason) = docker.incomplete() {
                sink.cannot_tell(reason, Some(entry.key_span));
                continue;
            }
            let help = match meant {
                Some(meant) => format!("Write `{meant}` if that is meant, then run `docker compose up -d`."),
                None => format!(
                    "Add `- {name}` below `environment:` of the service that reads it, best in docker-compose.override.yml, \
                     then run `docker compose up -d`."
                ),
            };
            let finding = Finding::new(Problem {
                place: entry.key_span,
                label: "no service of the compose files gets this".into(),
                message: format!("{name} has no effect: it reaches no container"),
                effect: "A line in .env only has an effect where a compose file names the variable: below `environment:`, or as \
                         `${…}`. None of the files in this directory names this one."
                    .into(),
                help,
            });
            sink.report(finding.about(name));
        }
    }
}

/// Variables that templates in the images read, and that upstream's compose files do not hand on.
const READ_BY_IMAGES: [&str; 16] = [
    "ENABLE_VIRTUAL_BACKGROUND_V2",
    "ROOM_PASSWORD_DIGITS",
    "WEB_CONFIG_PREFIX",
    "JWT_ACCEPTED_ALLOWNER_ISSUERS",
    "PROSODY_LIMIT_MESSAGES_CHECK_TOKEN",
    "PROSODY_REGION_NAME",
    "SHARD",
    "RELEASE_NUMBER",
    "JICOFO_ENABLE_MID",
    "JICOFO_VISITORS_REQUIRE_MUC_CONFIG",
    "BWE_ESTIMATOR_ENGINE",
    "ENABLE_VLA",
    "AUTOSCALER_URL",
    "JIGASI_TRUSTED_DOMAINS",
    "XMPP_ENV_NAME",
    "TURN_TLL",
];
