//! coturn or nginx on the same machine want the UDP port of the bridge.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Turn};
use crate::text::Span;

/// See the page.
pub struct PortTaken;

static META: Meta = Meta {
    id: "bridge/port-taken",
    severity: Severity::Error,
    title: "port of the bridge that another program takes",
    restart: &[Service::Videobridge, Service::Coturn],
    follows: &["syntax/invalid-hocon"],
    page: include_str!("port_taken.md"),
};

impl Rule for PortTaken {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let own = jvb.layers.integer(PORT);
        let (port, place) = match &own {
            Fact::Absent(absent) => (10_000, absent.place),
            set => {
                let Some((port, origin)) = sink.known(set) else { return };
                (*port, Some(origin.span))
            }
        };
        let by_relay = deployment.turn.as_ref().and_then(|turn| taken_by(turn, port));
        let Some((what, other, severity)) = by_relay.or_else(|| taken_by_nginx(deployment, port)) else {
            return;
        };
        let certain = severity == Severity::Error;
        let finding = Finding::new(Problem {
            place: if own.is_set() { place.unwrap_or(other) } else { other },
            label: match own.is_set() {
                true => format!("{what} takes UDP port {port} too"),
                false => format!("the bridge takes UDP port {port}"),
            },
            message: match certain {
                true => "meetings of three or more people have no audio and no video: two programs want one port".into(),
                false => "the bridge may not start again: coturn may lend its port to somebody".into(),
            },
            effect: match certain {
                true => format!(
                    "Videobridge and {what} both want UDP port {port} of this machine, and only the first one that starts gets it. \
                     Without it the bridge logs \"Failed to bind single-port\"."
                ),
                false => format!(
                    "coturn lends ports out of its range to those who use the relay, and port {port} is among them. While it is lent, \
                     a bridge that is restarted logs \"Failed to bind single-port\"."
                ),
            },
            help: match certain {
                true => "Give one of them another port: `videobridge.ice.udp.port = 10000` is the usual one of the bridge.".into(),
                false => "Write a range in turnserver.conf that begins above it, such as `min-port=49152` and `max-port=65535`.".into(),
            },
        });
        let finding =
            if own.is_set() { finding.related(other, format!("{what} wants it here")) } else { finding };
        sink.report(finding.severity(severity));
    }
}

const PORT: &str = "videobridge.ice.udp.port";

type Taken = (&'static str, Span, Severity);

/// A relay with addresses of its own need not be in the way.
fn taken_by(turn: &Turn, port: i64) -> Option<Taken> {
    if ["listening-ip", "relay-ip", "listening-device", "relay-device"].iter().any(|name| turn.has(name)) {
        return None;
    }
    let number = |name: &str| match turn.text(name) {
        Fact::Known(text, origin) => Some((text.trim().parse::<i64>().ok()?, origin.span)),
        _ => None,
    };
    let listening =
        [("listening-port", "no-udp"), ("tls-listening-port", "no-dtls"), ("alt-listening-port", "no-udp")];
    for (name, closed) in listening {
        if let Some((_, place)) = number(name).filter(|(own, _)| *own == port)
            && !turn.has(closed)
        {
            return Some(("coturn", place, Severity::Error));
        }
    }
    let (lowest, highest) = (number("min-port"), number("max-port"));
    let from = lowest.map_or(49_152, |(from, _)| from);
    let to = highest.map_or(65_535, |(to, _)| to);
    let (_, place) = lowest.or(highest)?;
    (from <= port && port <= to).then_some(("coturn", place, Severity::Warning))
}

/// QUIC is UDP.
fn taken_by_nginx(deployment: &Deployment, port: i64) -> Option<Taken> {
    let mut listens =
        deployment.nginx.iter().flat_map(|nginx| nginx.servers()).flat_map(|server| &server.listens);
    let port = port.to_string();
    let listen = listens.find(|words| {
        words.iter().any(|word| word.text == "quic")
            && words.first().is_some_and(|first| {
                let host = first.text.strip_suffix(&port);
                host.is_some_and(|host| matches!(host, "" | "*:" | "[::]:" | "0.0.0.0:"))
            })
    })?;
    Some(("nginx", listen.first()?.span, Severity::Error))
}
