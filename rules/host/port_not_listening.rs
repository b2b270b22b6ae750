//! A service runs, but not on the port that its configuration names.

use super::facts::{name_first, runs};
use super::ports::{sockets, wanted};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct PortNotListening;

static META: Meta = Meta {
    id: "host/port-not-listening",
    severity: Severity::Error,
    title: "port that its service does not open",
    restart: &[Service::Prosody, Service::Videobridge, Service::Coturn],
    follows: &[
        "host/restart-needed",
        "host/key-unreadable",
        "host/port-taken-by-other",
        "bridge/port-taken",
        "files/named-file-missing",
        "syntax/invalid-lua",
    ],
    page: include_str!("port_not_listening.md"),
};

/// The time that a service may take until all its ports are open.
const TIME_TO_START: i64 = 30;

impl Rule for PortNotListening {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let wanted = wanted(deployment, sink);
        if wanted.is_empty() {
            return;
        }
        let Some(sockets) = sockets(deployment, sink) else { return };
        for port in &wanted {
            let open = |protocol: &str| {
                sockets.iter().any(|socket| socket.protocol == protocol && socket.port == port.port)
            };
            if open(port.protocol) || !runs(deployment, port.unit, sink) {
                continue;
            }
            let host = &deployment.host;
            let (now, started) =
                (host.number(&["time", "now"]), host.number(&["units", port.unit, "started"]));
            let (Some((now, _)), Some((started, origin))) = (sink.known(&now), sink.known(&started)) else {
                continue;
            };
            if now.saturating_sub(*started) < TIME_TO_START {
                continue;
            }
            let finding = Finding::new(Problem {
                place: port.place,
                label: format!("nothing listens on {} port {}", port.protocol.to_uppercase(), port.port),
                message: format!("{}: port {} is closed", port.loss, port.port),
                effect: format!(
                    "{} runs, and should listen on {} port {}, but nothing on this machine does.",
                    name_first(port.unit),
                    port.protocol.to_uppercase(),
                    port.port
                ),
                help: format!(
                    "`journalctl -u {0} -n 100` says why; look for \"bind\", \"address\" and \"certificate\". Mend that, and run \
                     `systemctl restart {0}`. `ss -tulpn` shows all ports.",
                    port.unit
                ),
            });
            sink.report(
                finding
                    .about(port.unit)
                    .related(origin.span, "since then it runs")
                    .restart_what_reads(deployment, port.place),
            );
        }
    }
}
