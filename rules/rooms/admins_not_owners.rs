//! On Prosody 13 admins own rooms only if `component_admins_as_room_owners` says so.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;
use crate::syntax::lua::ProsodyVersion;
use crate::value::Reason;

/// See the page.
pub struct AdminsNotOwners;

static META: Meta = Meta {
    id: "rooms/admins-not-owners",
    severity: Severity::Error,
    title: "admins that do not own rooms",
    restart: &[Service::Prosody],
    follows: &["prosody/invalid-host-name", "prosody/misspelt-option", "rooms/muc-component-missing"],
    page: include_str!("admins_not_owners.md"),
};

impl Rule for AdminsNotOwners {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let option = prosody.boolean(muc, "component_admins_as_room_owners");
            if matches!(option.is(|on| *on), Verdict::Yes) {
                continue;
            }
            let (place, label) = match &option {
                Fact::Known(_, origin) => (origin.span, "switched off here"),
                Fact::Absent(_) => match prosody.version {
                    Some(ProsodyVersion::V13) => (muc.place, "admins are not owners of these rooms"),
                    Some(_) => continue,
                    None => {
                        let reason =
                            Reason::new("the version of Prosody is not known, and 13 changed the default");
                        sink.cannot_tell(reason, Some(muc.place));
                        continue;
                    }
                },
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    continue;
                }
            };
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: "meetings have no moderator, and recording or dial-in cannot be started".into(),
                effect: "Jicofo is an admin of the rooms and must own them to give rights to others. Prosody 13 makes \
                         admins owners only if told so; Jicofo logs \"Local role has no owner rights, can not manage \
                         roles\"."
                    .into(),
                help: "Write `component_admins_as_room_owners = true` above the first VirtualHost.".into(),
            })
            .about(deployment.subject_of(&muc.name));
            sink.report(finding);
        }
    }
}
