//! Jigasi waits for orders in another room than the one where Jicofo looks for it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid, same_jid};

/// See the page.
pub struct BreweryMismatch;

static META: Meta = Meta {
    id: "telephone/brewery-mismatch",
    severity: Severity::Error,
    title: "Jigasi and Jicofo do not meet",
    restart: &[Service::Jicofo, Service::Jigasi],
    follows: &["syntax/invalid-hocon", "syntax/invalid-properties", "jicofo/legacy-property-shadows"],
    page: include_str!("brewery_mismatch.md"),
};

impl Rule for BreweryMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(jicofo), Some(jigasi)) = (&deployment.jicofo, &deployment.jigasi) else { return };
        let watched = jicofo.text("jicofo.jigasi.brewery-jid");
        if !watched.is_set() {
            return;
        }
        let domain = jicofo.xmpp_domain();
        // An account for another meet belongs to the Jicofo there.
        let elsewhere = |base: Fact<String>| match (base, &domain) {
            (Fact::Known(base, _), Fact::Known(domain, _)) => base != *domain,
            _ => false,
        };
        let rooms: Vec<Fact<String>> = jigasi
            .control_accounts()
            .iter()
            .filter(|account| !account.sip && !elsewhere(account.domain_base()))
            .map(|account| account.brewery())
            .collect();
        if rooms.is_empty() {
            return;
        }
        let Some((watched, theirs)) = sink.known(&watched) else { return };
        if Jid::parse(watched).is_none() {
            return;
        }
        let meets = |room: &Fact<String>| room.is(|room| same_jid(room, watched));
        if !sink.no(rooms.iter().map(meets).fold(Verdict::No, Verdict::or)) {
            return;
        }
        let Some((room, origin)) = rooms.iter().find_map(|room| sink.known(room)) else { return };
        let finding = Finding::new(Problem {
            place: theirs.span,
            label: format!("Jigasi waits in `{room}`"),
            message: "nobody can call a telephone, and nothing is transcribed: Jicofo finds no Jigasi".into(),
            effect: "Jigasi announces itself in one room and Jicofo looks for it in another. Jicofo answers \"Request failed, no \
                     instances available\"."
                .into(),
            help: format!("Write `brewery-jid = \"{room}\"` in the block `jicofo.jigasi`, or change `BREWERY` of Jigasi."),
        });
        let subject = Jid::parse(room).map_or(room.clone(), |jid| deployment.subject_of(&jid.domain));
        sink.report(finding.about(subject).related(origin.span, "the room where Jigasi waits"));
    }
}
