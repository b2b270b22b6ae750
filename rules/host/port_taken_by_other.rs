//! Another program has the port of a service.

use super::facts::{name, name_first};
use super::ports::{Socket, sockets, wanted};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct PortTakenByOther;

static META: Meta = Meta {
    id: "host/port-taken-by-other",
    severity: Severity::Error,
    title: "port that another program has",
    restart: &[Service::Prosody, Service::Videobridge, Service::Coturn],
    follows: &["bridge/port-taken", "turn/port-of-web-server"],
    page: include_str!("port_taken_by_other.md"),
};

impl Rule for PortTakenByOther {
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
            // A service that is switched off leaves its port to others.
            let host = &deployment.host;
            let runs = host.flag(&["units", port.unit, "running"]).is(|running| *running);
            let starts = host.flag(&["units", port.unit, "enabled"]).is(|enabled| *enabled);
            let there: Vec<&Socket<'_>> = sockets
                .iter()
                .filter(|socket| socket.protocol == port.protocol && socket.port == port.port)
                .collect();
            if there.is_empty() || !sink.yes(runs.or(starts)) {
                continue;
            }
            let own = |socket: &Socket<'_>| match socket.program {
                // A unit of another name may run the same program.
                Some(program) if is_own(port.unit, program) => Verdict::Yes,
                _ => socket.owner.is(|owner| is_own(port.unit, owner)),
            };
            let any_own = there.iter().fold(Verdict::No, |any, socket| any.or(own(socket)));
            let Some(other) = there.iter().find(|socket| socket.owner.is_set()).filter(|_| sink.no(any_own))
            else {
                continue;
            };
            let Fact::Known(owner, _) = &other.owner else { continue };
            let finding = Finding::new(Problem {
                place: port.place,
                label: format!("{owner} has this port"),
                message: format!("{}: {owner} has port {}", port.loss, port.port),
                effect: format!(
                    "{} wants {} port {}, and `{owner}` listens there. Only one of them can.",
                    name_first(port.unit),
                    port.protocol.to_uppercase(),
                    port.port
                ),
                help: format!(
                    "Stop `{owner}` if it is not needed, or give one of the two another port; then run `systemctl restart {}`. What \
                     leads to {}, such as the firewall, has to name the same port.",
                    port.unit,
                    name(port.unit)
                ),
            });
            sink.report(
                finding
                    .about(port.unit)
                    .related(other.place, "who listens there")
                    .restart_what_reads(deployment, port.place),
            );
        }
    }
}

fn is_own(unit: &str, owner: &str) -> bool {
    // On a machine without systemd only names of programs are known, and Lua and Java run much.
    owner == unit
        || match unit {
            "prosody" => owner.starts_with("lua"),
            "coturn" => owner == "turnserver",
            _ => owner == "java",
        }
}
