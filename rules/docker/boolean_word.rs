//! A switch in `.env` says no with a word that the images take for a yes.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct BooleanWord;

static META: Meta = Meta {
    id: "docker/boolean-word",
    severity: Severity::Warning,
    title: "switch that a word does not switch off",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("boolean_word.md"),
};

impl Rule for BooleanWord {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        for name in SWITCHES {
            let fact = docker.setting(name);
            let Some((word, origin)) = sink.known(&fact) else { continue };
            if !MEANT_AS_NO.contains(&word.to_ascii_lowercase().as_str()) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`{word}` counts as yes"),
                message: format!("{name} is on, although .env says `{word}`"),
                effect: "The images know `0` and `false` as no. Every other word that is no boolean counts as yes.".into(),
                help: format!("Write `{name}=0` in .env, then run `docker compose up -d`."),
            });
            sink.report(finding.about(name));
        }
    }
}

/// Words with which people switch something off.
const MEANT_AS_NO: [&str; 7] = ["no", "n", "off", "none", "never", "disable", "disabled"];

/// Switches that the templates of all services read with `toBool`, and no shell script reads.
const SWITCHES: [&str; 35] = [
    "BOSH_RELATIVE",
    "COLIBRI_REST_ENABLED",
    "DISABLE_AUDIO_LEVELS",
    "DISABLE_DEEP_LINKING",
    "DISABLE_KICKOUT",
    "DISABLE_LOCAL_RECORDING",
    "DISABLE_POLLS",
    "DISABLE_PRIVATE_CHAT",
    "DISABLE_PROFILE",
    "DISABLE_REACTIONS",
    "ENABLE_AUTH",
    "ENABLE_AUTO_LOGIN",
    "ENABLE_AV_MODERATION",
    "ENABLE_BREAKOUT_ROOMS",
    "ENABLE_CLOSE_PAGE",
    "ENABLE_GUESTS",
    "ENABLE_IPV6",
    "ENABLE_JAAS_COMPONENTS",
    "ENABLE_LIVESTREAMING",
    "ENABLE_LOBBY",
    "ENABLE_OCTO",
    "ENABLE_P2P",
    "ENABLE_PREJOIN_PAGE",
    "ENABLE_REQUIRE_DISPLAY_NAME",
    "ENABLE_SIMULCAST",
    "ENABLE_SUBDOMAINS",
    "ENABLE_VISITORS",
    "ENABLE_WELCOME_PAGE",
    "ENABLE_XMPP_WEBSOCKET",
    "JVB_DISABLE_STUN",
    "JWT_ALLOW_EMPTY",
    "PROSODY_RESERVATION_ENABLED",
    "SHUTDOWN_REST_ENABLED",
    "START_AUDIO_ONLY",
    "WAIT_FOR_HOST_DISABLE_AUTO_OWNERS",
];
