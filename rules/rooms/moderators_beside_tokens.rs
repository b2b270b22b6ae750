//! Tokens say who moderates, and something else makes moderators too.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login};

/// See the page.
pub struct ModeratorsBesideTokens;

static META: Meta = Meta {
    id: "rooms/moderators-beside-tokens",
    severity: Severity::Warning,
    title: "moderators whom no token names",
    restart: &[Service::Prosody, Service::Jicofo],
    follows: &[
        "prosody/invalid-host-name",
        "auth/jwt-app-id-missing",
        "auth/jwt-key-source-missing",
        "prosody/misplaced-module",
    ],
    page: include_str!("moderators_beside_tokens.md"),
};

/// Modules that take the role of a participant from the token.
const FROM_TOKEN: [&str; 2] = ["token_affiliation", "token_moderation"];

impl Rule for ModeratorsBesideTokens {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            if !matches!(site.logs_in_by(Login::Token), Verdict::Yes) {
                continue;
            }
            let rooms = prosody.modules(muc);
            let Some((module, by_token)) =
                FROM_TOKEN.iter().find_map(|name| Some((name, rooms.place_of(name)?)))
            else {
                continue;
            };
            if let Some(place) = rooms.place_of("muc_allowners") {
                let finding = Finding::new(Problem {
                    place,
                    label: "makes everybody a moderator".into(),
                    message: "everybody in a meeting is moderator, whatever the token says".into(),
                    effect: format!(
                        "`muc_allowners` makes an owner of the room of everyone who enters. `{module}` sets the role that the \
                         token gives, but owners stay owners."
                    ),
                    help: "Remove `\"muc_allowners\";`.".into(),
                });
                let finding = finding.about(site.subject()).related(by_token, "the token decides here");
                sink.report(finding.restart_what_reads(deployment, place));
                continue;
            }
            let Some(jicofo) = site.jicofo() else { continue };
            let auto = jicofo.boolean("jicofo.conference.enable-auto-owner");
            let auto_off = auto.is(|on| !*on);
            // With its own login Jicofo makes owners of those who logged in.
            let auth = jicofo.auth();
            if sink.no(auto_off.or(auth.is_active())) {
                let place = match &auto {
                    Fact::Known(_, origin) if auto.is_set() => origin.span,
                    _ => match auto.place() {
                        Some(place) => place,
                        None => continue,
                    },
                };
                let finding = Finding::new(Problem {
                    place,
                    label: "`enable-auto-owner` is on unless it is switched off".into(),
                    message: "whoever comes first is moderator, whatever the token says".into(),
                    effect: format!(
                        "Jicofo makes the first participant owner of the room, and the next one when that one leaves. \
                         `{module}` in Prosody gives roles by token; the two do not know of each other."
                    ),
                    help: "Write `conference { enable-auto-owner = false }` below `jicofo` in jicofo.conf."
                        .into(),
                });
                let finding = finding.about(site.subject()).related(by_token, "the token decides here");
                sink.report(finding.restart_what_reads(deployment, place));
            }
        }
    }
}
