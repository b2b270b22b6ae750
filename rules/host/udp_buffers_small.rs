//! The kernel keeps few packets for the bridge.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct UdpBuffersSmall;

static META: Meta = Meta {
    id: "host/udp-buffers-small",
    severity: Severity::Info,
    title: "small buffers for media",
    restart: &[],
    follows: &[],
    page: include_str!("udp_buffers_small.md"),
};

/// What the package of the bridge sets, and what the bridge asks for.
const WANTED: i64 = 10_485_760;

impl Rule for UdpBuffersSmall {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let services = deployment.services_here();
        let Some((unit, file)) = services.iter().find(|(unit, _)| *unit == "jitsi-videobridge2") else {
            return;
        };
        // A bridge that is switched off needs none.
        if deployment.host.flag(&["units", unit, "running"]).is(|running| !running).is_yes() {
            return;
        }
        let size = deployment.host.number(&["kernel", "rmem_max"]);
        let Some((size, origin)) = sink.known(&size) else { return };
        if *size >= WANTED {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: format!("less than {WANTED}"),
            message: "in large meetings pictures freeze and sound stutters: packets are lost on this machine"
                .into(),
            effect: format!(
                "The bridge asks the kernel for a buffer of {WANTED} bytes for what it receives and gets {size}. While it is busy for a \
                 moment, what does not fit is lost. Small meetings never need it."
            ),
            help: format!(
                "Write `net.core.rmem_max={WANTED}` and `net.core.netdev_max_backlog=100000` to \
                 `/etc/sysctl.d/20-jvb-udp-buffers.conf`, run `sysctl --system`, and restart the bridge when no call is running."
            ),
        });
        sink.report(finding.about("jitsi-videobridge2").related(*file, "the bridge on this machine"));
    }
}
