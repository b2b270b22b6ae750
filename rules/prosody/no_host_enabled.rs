//! All VirtualHosts are switched off.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::syntax::lua::SectionKind;
use crate::value::Value;

/// See the page.
pub struct NoHostEnabled;

static META: Meta = Meta {
    id: "prosody/no-host-enabled",
    severity: Severity::Error,
    title: "all hosts switched off",
    restart: &[Service::Prosody],
    follows: &["syntax/invalid-lua", "prosody/include-target-missing"],
    page: include_str!("no_host_enabled.md"),
};

impl Rule for NoHostEnabled {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        if prosody.virtual_hosts().next().is_some() {
            return;
        }
        let mut hosts = prosody.sections().iter().filter(|section| section.kind == SectionKind::VirtualHost);
        let Some(first) = hosts.next() else { return };
        if let Some(reason) = prosody.lossy() {
            sink.cannot_tell(reason.clone(), None);
            return;
        }
        let off = first
            .options
            .get("enabled")
            .filter(|node| node.value == Value::Bool(false))
            .map(|node| node.span);
        let Some(place) = off.or(match prosody.global_option("enabled") {
            Fact::Known(_, origin) => Some(origin.span),
            _ => None,
        }) else {
            return;
        };
        sink.report(Finding::new(Problem {
            place,
            label: "switches off".into(),
            message: "nobody can connect: Prosody serves no host at all".into(),
            effect: "Hosts with `enabled = false` are not started; written above the first host, the line counts for all that do \
                     not say otherwise. No VirtualHost is left."
                .into(),
            help: "Remove the line of the hosts that are to work.".into(),
        }).stops(&[Service::Prosody]));
    }
}
