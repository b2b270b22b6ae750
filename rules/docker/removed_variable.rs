//! `.env` sets a variable that this release does not have any more.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct RemovedVariable;

static META: Meta = Meta {
    id: "docker/removed-variable",
    severity: Severity::Info,
    title: "variable of an older release",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("removed_variable.md"),
};

impl Rule for RemovedVariable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        for entry in docker.variables() {
            let Some((name, instead)) = GONE.iter().find(|(name, _)| *name == entry.key) else { continue };
            if docker.passed().any(|passed| passed == *name) {
                continue;
            }
            if let Some(reason) = docker.incomplete() {
                sink.cannot_tell(reason, Some(entry.key_span));
                continue;
            }
            let help = match *instead {
                "" => "Remove the line; there is nothing in its place.".to_owned(),
                instead => format!(
                    "Rename it to `{instead}` if the setting is still wanted, then run `docker compose up -d`."
                ),
            };
            let finding = Finding::new(Problem {
                place: entry.key_span,
                label: "no compose file of this directory knows it".into(),
                message: format!("{name} has no effect in this release"),
                effect: "The variable was removed or renamed. The compose files beside .env hand it to no container, so that \
                         what it sets is at its default."
                    .into(),
                help,
            });
            sink.report(finding.about(*name));
        }
    }
}

/// Variables that older releases had, and what there is in their place.
const GONE: [(&str, &str); 22] = [
    ("XMPP_RECORDER_DOMAIN", "XMPP_HIDDEN_DOMAIN"),
    ("DOCKER_HOST_ADDRESS", "JVB_ADVERTISE_IPS"),
    ("JICOFO_AUTH_USER", ""),
    ("JICOFO_COMPONENT_SECRET", ""),
    ("JICOFO_RESERVATION_ENABLED", "PROSODY_RESERVATION_ENABLED"),
    ("JICOFO_RESERVATION_REST_BASE_URL", "PROSODY_RESERVATION_REST_BASE_URL"),
    ("ENABLE_WEBSOCKETS", "ENABLE_XMPP_WEBSOCKET"),
    ("ENABLE_COLIBRI_WEBSOCKET", ""),
    ("COLIBRI_WEBSOCKET_PORT", ""),
    ("COLIBRI_WEBSOCKET_REGEX", ""),
    ("JVB_WS_DOMAIN", ""),
    ("JVB_WS_SERVER_ID", ""),
    ("ENABLE_SCTP", ""),
    ("ENABLE_FILE_RECORDING_SERVICE", "ENABLE_SERVICE_RECORDING"),
    ("ENABLE_FILE_RECORDING_SERVICE_SHARING", "ENABLE_FILE_RECORDING_SHARING"),
    ("JIBRI_RECORDING_VIDEO_ENCODE_PRESET", "JIBRI_RECORDING_VIDEO_ENCODE_PRESET_RECORDING"),
    ("BRANDING_DATA_URL", "DYNAMIC_BRANDING_URL"),
    ("WHITEBOARD_COLLAB_SERVER_BASE_URL", "WHITEBOARD_COLLAB_SERVER_URL_BASE"),
    ("JVB_TCP_HARVESTER_DISABLED", ""),
    ("JVB_TCP_PORT", ""),
    ("JVB_OCTO_PUBLIC_ADDRESS", "JVB_OCTO_RELAY_ID"),
    ("JVB_ENABLE_APIS", "COLIBRI_REST_ENABLED"),
];
