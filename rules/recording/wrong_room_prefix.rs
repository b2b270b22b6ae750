//! Jibri makes a wrong address of the room, because it cuts off something else than the room service's prefix.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct WrongRoomPrefix;

static META: Meta = Meta {
    id: "recording/wrong-room-prefix",
    severity: Severity::Error,
    title: "recorder in the wrong room",
    restart: &[Service::Jibri],
    follows: &["recording/incomplete-environment", "rooms/muc-component-missing", "rooms/main-muc-mismatch"],
    page: include_str!("wrong_room_prefix.md"),
};

impl Rule for WrongRoomPrefix {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if deployment.jibri.is_none() {
            return;
        }
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        for site in deployment.sites() {
            let domain = site.web.domain();
            let rooms = site.web.muc();
            for recorder in recorders {
                if !matches!(recorder.serves(&domain), Verdict::Yes) {
                    continue;
                }
                let (Some((rooms, theirs)), Some((domain, _))) = (sink.known(&rooms), sink.known(&domain))
                else {
                    continue;
                };
                let strip = recorder.strip_from_room_domain();
                let Some((strip, origin)) = sink.known(&strip) else { continue };
                // Jibri cuts the text from the first place where it stands, in either case.
                let left = rooms.replacen(&strip.to_lowercase(), "", 1);
                let Some(at) = left.find(domain.as_str()) else {
                    let what = "Jibri finds no meeting in what is left, logs \"Unable to extract call url info from Jid\" and \
                                stops";
                    sink.report(
                        finding(origin.span, &left, what, &prefix(rooms, domain))
                            .about(site.subject())
                            .related(theirs.span, "the domain of the rooms"),
                    );
                    continue;
                };
                let tenant = left[..at].trim_matches('.');
                if tenant.is_empty() {
                    continue;
                }
                let what = format!(
                    "Jibri takes `{tenant}` for a tenant, opens `https://{domain}/{tenant}/…`, finds nobody there and stops"
                );
                sink.report(
                    finding(origin.span, &left, &what, &prefix(rooms, domain))
                        .about(site.subject())
                        .related(theirs.span, "the domain of the rooms"),
                );
            }
        }
    }
}

/// What stands before the domain of the meet.
fn prefix(rooms: &str, domain: &str) -> String {
    rooms.strip_suffix(domain).unwrap_or_default().to_owned()
}

fn finding(place: crate::text::Span, left: &str, what: &str, prefix: &str) -> Finding {
    Finding::new(Problem {
        place,
        label: format!("leaves `{left}` of the rooms' domain"),
        message:
            "recordings stay empty or do not start: the recorder opens another address than the meeting's"
                .into(),
        effect: format!(
            "Jibri cuts this text from the domain of the room; the rest must be the domain of the meet. {what}."
        ),
        help: format!("Write `strip-from-room-domain = \"{prefix}\"`, with the dot at the end."),
    })
}
