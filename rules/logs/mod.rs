//! What the services wrote into their logs.
//!
//! The rules are groups of signatures; what each of these means stands in `catalogue/signatures.txt`.

use crate::check::{Finding, Meta, Problem, Rule, Sink};
use crate::model::{Deployment, Sighting, shown_time};

mod address_unknown;
mod certificate_refused;
mod component_refused;
mod focus_not_owner;
mod host_unknown;
mod login_refused;
mod module_not_loaded;
mod no_bridge;
mod port_taken;
mod recorder_failed;
mod room_refused;
mod start_failed;
mod turn_unauthorized;
mod upstream_refused;
mod websocket_refused;

pub(super) const RULES: &[&dyn Rule] = &[
    &address_unknown::AddressUnknown,
    &certificate_refused::CertificateRefused,
    &component_refused::ComponentRefused,
    &focus_not_owner::FocusNotOwner,
    &host_unknown::HostUnknown,
    &login_refused::LoginRefused,
    &module_not_loaded::ModuleNotLoaded,
    &no_bridge::NoBridge,
    &port_taken::PortTaken,
    &recorder_failed::RecorderFailed,
    &room_refused::RoomRefused,
    &start_failed::StartFailed,
    &turn_unauthorized::TurnUnauthorized,
    &upstream_refused::UpstreamRefused,
    &websocket_refused::WebsocketRefused,
];

/// Reports what was seen of a rule's signatures.
fn report(meta: &Meta, deployment: &Deployment, sink: &mut Sink<'_>) {
    let logged = deployment.logged(meta.id);
    for sighting in &logged.sightings {
        sink.report(finding(sighting));
    }
    // A log that cannot be read matters only where the others say nothing.
    if logged.sightings.is_empty() {
        for (reason, place) in logged.unknown {
            sink.cannot_tell(reason, Some(place));
        }
    }
}

fn finding(sighting: &Sighting<'_>) -> Finding {
    let signature = sighting.signature;
    let last = sighting.last.map(|time| format!(", last {}", shown_time(time))).unwrap_or_default();
    let restart = if signature.restart.is_empty() { alone(sighting) } else { signature.restart };
    Finding::new(Problem {
        place: sighting.place,
        label: format!("in {} line{}{last}", sighting.count, if sighting.count == 1 { "" } else { "s" }),
        message: signature.message.to_owned(),
        effect: format!(
            "{} The log of `{}` says: `{}`.",
            signature.cause,
            sighting.service.unit(),
            sighting.line
        ),
        help: signature.fix.to_owned(),
    })
    .severity(signature.severity)
    .restart(restart)
}

/// The service that wrote it, as a list.
fn alone(sighting: &Sighting<'_>) -> &'static [crate::check::Service] {
    let at = sighting.signature.services.iter().position(|service| *service == sighting.service);
    at.and_then(|at| sighting.signature.services.get(at..=at)).unwrap_or_default()
}
