//! The bridge announces itself in another room than the one Jicofo watches.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid, same_jid};

/// See the page.
pub struct BreweryMismatch;

static META: Meta = Meta {
    id: "bridge/brewery-mismatch",
    severity: Severity::Error,
    title: "bridge and Jicofo do not meet",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &[
        "bridge/legacy-client-shadows",
        "jicofo/legacy-property-shadows",
        "bridge/incomplete-xmpp-client",
        "bridge/malformed-room-address",
    ],
    page: include_str!("brewery_mismatch.md"),
};

impl Rule for BreweryMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(jicofo), Some(jvb)) = (&deployment.jicofo, &deployment.jvb) else { return };
        let brewery = jicofo.brewery();
        let server = jicofo.text("jicofo.xmpp.client.hostname");
        // A client on another server belongs to the Jicofo there.
        let near = |address: &Fact<String>| {
            deployment
                .is_own_prosody(address)
                .or(server.is(|server| matches!(address, Fact::Known(it, _) if it == server)))
        };
        let clients: Vec<_> = jvb
            .clients()
            .into_iter()
            .filter(|client| !matches!(near(&client.hostname()), Verdict::No))
            .collect();
        if let Fact::Unknown(reason, origin) = jvb.clients_unknown() {
            return sink.cannot_tell(reason, Some(origin.span));
        }
        if clients.is_empty() || !brewery.is_set() {
            return;
        }
        let Some((room, origin)) = sink.known(&brewery) else { return };
        let meets = clients.iter().fold(Verdict::No, |verdict, client| {
            verdict.or(client.muc_jids().is(|rooms| rooms.iter().any(|other| same_jid(other.trim(), room))))
        });
        if !sink.no(meets) {
            return;
        }
        let rooms = clients.iter().find_map(|client| match client.muc_jids() {
            Fact::Known(rooms, origin) => Some((rooms.join(","), origin)),
            _ => None,
        });
        let Some((announced, other)) = rooms else { return };
        // The side whose service does not exist is the wrong one; without Prosody it may be either.
        let missing = |jid: &str| match (&deployment.prosody, Jid::parse(jid)) {
            (Some(prosody), Some(jid)) => matches!(prosody.muc(&jid.domain).exists(), Verdict::No),
            _ => false,
        };
        let jicofo_is_wrong = missing(room) && !missing(&announced);
        let (place, second, label, help) = match jicofo_is_wrong {
            true => (
                origin.span,
                other.span,
                format!("the bridge announces itself in `{announced}`"),
                format!("Write `brewery-jid = \"{announced}\"` in `jicofo.bridge`."),
            ),
            false => (
                other.span,
                origin.span,
                format!("not the room that Jicofo watches: `{room}`"),
                format!("Write `MUC_JIDS = \"{room}\"` here."),
            ),
        };
        let finding = Finding::new(Problem {
            place,
            label,
            message: "meetings of three or more people have no audio and no video".into(),
            effect: "The bridge announces itself in one room and Jicofo looks for bridges in another. Jicofo logs \"There are \
                     no operational bridges.\""
                .into(),
            help,
        })
        .related(second, if jicofo_is_wrong { "the bridge's room" } else { "the room that Jicofo watches" });
        let subject = Jid::parse(room).map(|jid| deployment.subject_near(&jid.domain));
        sink.report(match subject {
            Some(subject) => finding.about(subject),
            None => finding,
        });
    }
}
