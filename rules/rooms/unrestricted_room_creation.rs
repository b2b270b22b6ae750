//! `restrict_room_creation` is not set on the rooms' Component.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login};
use crate::value::Value;

/// See the page.
pub struct UnrestrictedRoomCreation;

static META: Meta = Meta {
    id: "rooms/unrestricted-room-creation",
    severity: Severity::Warning,
    title: "rooms that anybody can open",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "rooms/muc-component-missing",
        "prosody/component-reopened-without-module",
    ],
    page: include_str!("unrestricted_room_creation.md"),
};

impl Rule for UnrestrictedRoomCreation {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let option = prosody.option(muc, "restrict_room_creation");
            let place = match &option {
                Fact::Known(node, origin) if node.value == Value::Bool(false) => origin.span,
                Fact::Known(..) => continue,
                Fact::Absent(_) => muc.place,
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    continue;
                }
            };
            // Where everybody may open a room anyway, only Jicofo is passed by.
            let open = matches!(site.logs_in_by(Login::Anonymous), Verdict::Yes)
                // ... and where everybody logs in, they are not strangers.
                || (matches!(site.welcomes_guests(), Verdict::No)
                    && matches!(site.logs_in_by(Login::Password), Verdict::Yes));
            let mut finding = Finding::new(Problem {
                place,
                label: "everybody may open rooms here".into(),
                message: match open {
                    true => "rooms can be opened without Jicofo".into(),
                    false => "guests can open rooms without logging in".into(),
                },
                effect: "Any chat program (XMPP client) can open a room by joining it, and then no part of Jitsi has checked who may. \
                         Jicofo, an admin, is the one that opens rooms in a Jitsi."
                    .into(),
                help: format!("Write `restrict_room_creation = true` below `Component \"{}\" \"muc\"`.", muc.name),
            })
            .about(deployment.subject_of(&muc.name));
            if open {
                finding = finding.severity(Severity::Info);
            }
            sink.report(finding);
        }
    }
}
