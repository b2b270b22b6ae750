//! Jibri waits for orders in another room than the one where Jicofo looks for it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Jid, same_jid};

/// See the page.
pub struct BreweryMismatch;

static META: Meta = Meta {
    id: "recording/brewery-mismatch",
    severity: Severity::Error,
    title: "Jibri and Jicofo do not meet",
    restart: &[Service::Jicofo, Service::Jibri],
    follows: &["syntax/invalid-hocon", "jicofo/legacy-property-shadows", "recording/incomplete-environment"],
    page: include_str!("brewery_mismatch.md"),
};

impl Rule for BreweryMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(jicofo), Some(_)) = (&deployment.jicofo, &deployment.jibri) else { return };
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        let domain = jicofo.xmpp_domain();
        for (option, path) in [
            ("jicofo.jibri", "jicofo.jibri.brewery-jid"),
            ("jicofo.jibri-sip", "jicofo.jibri-sip.brewery-jid"),
        ] {
            let watched = jicofo.text(path);
            if !watched.is_set() {
                continue;
            }
            // A Jibri for calls by SIP may well record nothing, and the other way round.
            let rooms: Vec<_> = recorders
                .iter()
                .filter(|recorder| !matches!(recorder.serves(&domain), Verdict::No))
                .map(|recorder| match path.contains("sip") {
                    true => recorder.sip_control_muc(),
                    false => recorder.control_muc(),
                })
                .filter(|room| room.is_set())
                .collect();
            let Some((watched, theirs)) = sink.known(&watched) else { continue };
            if rooms.is_empty() || Jid::parse(watched).is_none() {
                continue;
            }
            let meets = |room: &Jid| same_jid(&room.to_string(), watched);
            if !sink.no(rooms.iter().map(|room| room.is(meets)).fold(Verdict::No, Verdict::or)) {
                continue;
            }
            let Some((room, origin)) = rooms.iter().find_map(|room| sink.known(room)) else { continue };
            let finding = Finding::new(Problem {
                place: theirs.span,
                label: format!("Jibri waits in `{room}`"),
                message: "nobody can record or stream: Jicofo finds no recorder".into(),
                effect: "Jibri announces itself in one room and Jicofo looks for recorders in another. Jicofo logs \"Unable to \
                         find an available Jibri\", and the page says that all recorders are busy."
                    .into(),
                help: format!(
                    "Write `brewery-jid = \"{room}\"` in `{option}`, or change the room and its domain in Jibri's environment."
                ),
            });
            let finding = finding.related(origin.span, "the domain of the room where Jibri waits");
            sink.report(finding.about(deployment.subject_of(&room.domain)));
        }
    }
}
