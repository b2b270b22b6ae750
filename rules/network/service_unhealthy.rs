//! Jicofo or the bridge says itself that it is not well.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, as_number, field};

/// See the page.
pub struct ServiceUnhealthy;

static META: Meta = Meta {
    id: "network/service-unhealthy",
    severity: Severity::Error,
    title: "service that is not well",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["tls/auth-certificate-not-trusted", "network/service-port-closed"],
    page: include_str!("service_unhealthy.md"),
};

impl Rule for ServiceUnhealthy {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // From another machine, another service may answer.
        if deployment.asked_from_elsewhere() {
            return;
        }
        for page in deployment.health_pages() {
            let address = page.address();
            let answer = deployment.network.get(&["probes", "health", &address]);
            let Some((answer, _)) = sink.known(&answer) else { continue };
            let status = field(answer, "status", as_number);
            // A service that is not asked to watch itself has no such page.
            let Some((500..=599, origin)) = sink.known(&status).map(|(status, origin)| (*status, origin))
            else {
                continue;
            };
            let Some(place) = page.place else { continue };
            let (unit, effect) = match page.service {
                "Jicofo" => ("jicofo", "no meeting starts"),
                _ => ("jitsi-videobridge2", "meetings of three and more have no audio and no video"),
            };
            let finding = Finding::new(Problem {
                place,
                label: "its page about health says no".into(),
                message: format!("{effect}: {} says that it is not well", page.service),
                effect: format!(
                    "`{address}` answers with an error. That is how the service says that one of its own tests fails: most often it is \
                     not connected to Prosody, or finds no address to tell people.",
                ),
                help: format!(
                    "Open the page for the reason: `curl {address}`; then see `journalctl -u {unit}`."
                ),
            });
            sink.report(
                finding.related(origin.span, "what it answered").restart_what_reads(deployment, place),
            );
        }
    }
}
