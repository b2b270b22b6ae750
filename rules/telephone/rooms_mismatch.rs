//! Jigasi looks for rooms on another service than the site's.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct RoomsMismatch;

static META: Meta = Meta {
    id: "telephone/rooms-mismatch",
    severity: Severity::Error,
    title: "telephone in rooms of its own",
    restart: &[Service::Jigasi],
    follows: &["syntax/invalid-properties", "rooms/muc-component-missing", "rooms/main-muc-mismatch"],
    page: include_str!("rooms_mismatch.md"),
};

impl Rule for RoomsMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jigasi) = &deployment.jigasi else { return };
        let own = jigasi.muc_service();
        if !own.is_set() {
            return;
        }
        let base = jigasi.domain_base();
        let sites: Vec<_> = deployment
            .sites()
            .filter(|site| match &base {
                Fact::Known(base, _) => {
                    matches!(site.web.domain().is(|domain| same_domain(domain, base)), Verdict::Yes)
                }
                _ => true,
            })
            .collect();
        // Of several meets it may serve one that is not here.
        let [site] = sites.as_slice() else { return };
        let rooms = site.web.muc();
        let (Some((own, origin)), Some((rooms, theirs))) = (sink.known(&own), sink.known(&rooms)) else {
            return;
        };
        let here = |domain: &String| own == domain || own.ends_with(&format!(".{domain}"));
        if same_domain(own, rooms) || !matches!(site.web.domain().is(here), Verdict::Yes) {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: format!("the rooms of the site are at `{rooms}`"),
            message: "who calls by telephone does not get into the meeting".into(),
            effect: format!(
                "Jigasi puts `{own}` behind the name of the room and joins that room. The people of the meeting are at `{rooms}`."
            ),
            help: format!("Write `org.jitsi.jigasi.MUC_SERVICE_ADDRESS={rooms}`."),
        });
        sink.report(finding.about(site.subject()).related(theirs.span, "where the people are"));
    }
}
