//! The room where services announce themselves is on the Component of the meeting rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Jid};

/// See the page.
pub struct ServicesAmongGuests;

static META: Meta = Meta {
    id: "rooms/services-among-guests",
    severity: Severity::Warning,
    title: "services in the rooms of guests",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri, Service::Jigasi],
    follows: &[
        "prosody/invalid-host-name",
        "bridge/brewery-mismatch",
        "rooms/muc-component-missing",
        "bridge/brewery-component-missing",
    ],
    page: include_str!("services_among_guests.md"),
};

impl Rule for ServicesAmongGuests {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        for site in deployment.sites() {
            let muc = site.web.muc();
            for (kind, what) in [("bridge", "bridge"), ("jibri", "recorder"), ("jigasi", "telephone gateway")]
            {
                let room = jicofo.text(&format!("jicofo.{kind}.brewery-jid"));
                if !room.is_set() || !muc.is_set() {
                    continue;
                }
                let (Some((muc, theirs)), Some((room, origin))) = (sink.known(&muc), sink.known(&room))
                else {
                    continue;
                };
                let Some(jid) = Jid::parse(room).filter(|jid| jid.domain == *muc) else { continue };
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: format!("`{muc}` has the meetings of people"),
                    message: format!("whoever opens the meeting `{}` can pretend to be a {what}", jid.node),
                    effect: "Jicofo believes those who are in this room: it sends media to the bridges and orders to the recorders that \
                             announce themselves there. This room is a meeting like any other, which everybody can join by its name."
                        .into(),
                    help: format!(
                        "Use a room of the internal Component, such as `{}@internal.auth.…`, here and in the configuration of the \
                         {what}; that Component lets in accounts of services only.",
                        jid.node
                    ),
                });
                sink.report(
                    finding
                        .about(site.subject())
                        .related(theirs.span, "the rooms of people")
                        .restart_what_reads(deployment, origin.span),
                );
            }
        }
    }
}
