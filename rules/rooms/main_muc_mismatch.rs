//! `main_muc` names another service than the one where the rooms are.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct MainMucMismatch;

static META: Meta = Meta {
    id: "rooms/main-muc-mismatch",
    severity: Severity::Error,
    title: "main_muc that is not the rooms' Component",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "prosody/main-host-missing",
        "rooms/muc-component-missing",
        "prosody/swallowed-options",
    ],
    page: include_str!("main_muc_mismatch.md"),
};

impl Rule for MainMucMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let wanted = prosody.text(main, "main_muc");
            if !wanted.is_set() {
                continue;
            }
            let modules = prosody.modules(main);
            let used = USERS.iter().fold(Verdict::No, |verdict, name| verdict.or(modules.has(name)));
            let muc =
                site.web.muc().or_else(|| site.web.domain().map(|domain| format!("conference.{domain}")));
            let (Some((wanted, origin)), Some((muc, other))) = (sink.known(&wanted), sink.known(&muc)) else {
                continue;
            };
            if same_domain(wanted, muc) || !sink.yes(used) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("the rooms are at `{muc}`"),
                message: format!("lobby, breakout rooms and meeting timer do not work on `{}`", main.name),
                effect: format!(
                    "The modules of the main VirtualHost attach themselves to `{wanted}`, where no meeting takes place. \
                     If there is no such Component, the log says \"No host/component found, will wait for it\"."
                ),
                help: format!("Write `main_muc = \"{muc}\"`."),
            })
            .about(&main.name)
            .related(other.span, "browsers open their rooms here");
            sink.report(finding);
        }
    }
}

/// The modules that read `main_muc`.
const USERS: [&str; 4] = ["muc_lobby_rooms", "muc_breakout_rooms", "persistent_lobby", "conference_duration"];
