//! A service runs, but does not start with the machine.

use super::facts::name_first;
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct ServiceNotEnabled;

static META: Meta = Meta {
    id: "host/service-not-enabled",
    severity: Severity::Warning,
    title: "service that does not start with the machine",
    restart: &[],
    follows: &[],
    page: include_str!("service_not_enabled.md"),
};

impl Rule for ServiceNotEnabled {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (unit, file) in deployment.services_here() {
            let host = &deployment.host;
            let running = host.flag(&["units", unit, "running"]);
            // Whether it runs is another rule's question.
            if !matches!(running, crate::fact::Fact::Known(true, _)) {
                continue;
            }
            let enabled = host.flag(&["units", unit, "enabled"]);
            let Some((false, origin)) = sink.known(&enabled) else { continue };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "nothing starts it".into(),
                message: format!(
                    "calls end with the next restart of the machine: nothing starts {unit} then"
                ),
                effect: format!(
                    "{} was started by hand. No directory of systemd has a link to `{unit}.service` in one of its `.wants`.",
                    name_first(unit)
                ),
                help: format!("Run `systemctl enable {unit}`; that changes nothing of what runs now."),
            });
            sink.report(finding.about(unit).related(file, "its configuration"));
        }
    }
}
