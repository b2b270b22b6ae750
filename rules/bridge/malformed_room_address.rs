//! A room in `MUC_JIDS` is not written as a room is.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct MalformedRoomAddress;

static META: Meta = Meta {
    id: "bridge/malformed-room-address",
    severity: Severity::Error,
    title: "room of the bridge that is no address",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "bridge/incomplete-xmpp-client", "bridge/legacy-client-shadows"],
    page: include_str!("malformed_room_address.md"),
};

impl Rule for MalformedRoomAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        for client in jvb.clients() {
            let rooms = client.muc_jids();
            let Some((rooms, origin)) = sink.known(&rooms) else { continue };
            let Some((at, label)) = rooms.iter().enumerate().find_map(|(at, room)| Some((at, fault(room)?)))
            else {
                continue;
            };
            let right: Vec<&str> =
                rooms.iter().flat_map(|room| room.split([';', ','])).map(str::trim).collect();
            let right: Vec<&str> = right.into_iter().filter(|room| !room.is_empty()).collect();
            let finding = Finding::new(Problem {
                place: origin.span,
                label: label.into(),
                message: match at {
                    0 => "meetings of three or more people have no audio and no video: Jicofo sees no bridge".into(),
                    _ => "the bridge does not announce itself in all of its rooms".into(),
                },
                effect: "Videobridge cuts the text at commas and joins the rooms one after the other. At the first that is no \
                         address it logs \"Failed to join the MUCs.\" and joins no further one."
                    .into(),
                help: match right.iter().all(|room| room.contains('@')) {
                    true => format!("Write `MUC_JIDS = \"{}\"`.", right.join(",")),
                    false => "Write the room as `name@service`, such as `jvbbrewery@internal.auth.…`; it is the one that \
                              `jicofo.bridge.brewery-jid` names."
                        .into(),
                },
            });
            let finding = if at == 0 { finding } else { finding.severity(Severity::Warning) };
            let domain = right.iter().find_map(|room| room.split_once('@')).map(|(_, domain)| domain);
            sink.report(match domain {
                Some(domain) => finding.about(deployment.subject_near(domain)),
                None => finding,
            });
        }
    }
}

fn fault(room: &str) -> Option<&'static str> {
    match room.split_once('@') {
        _ if room.contains(';') => Some("rooms are separated by commas"),
        _ if room.contains(char::is_whitespace) => Some("there is a blank in the address of a room"),
        None | Some(("", _) | (_, "")) => Some("a room is written as `name@service`"),
        Some(_) => None,
    }
}
