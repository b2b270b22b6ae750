//! A property in `sip-communicator.properties` hides another value in the HOCON file.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct LegacyPropertyShadows;

static META: Meta = Meta {
    id: "jicofo/legacy-property-shadows",
    severity: Severity::Warning,
    title: "setting hidden by the legacy file",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &[],
    page: include_str!("legacy_property_shadows.md"),
};

impl Rule for LegacyPropertyShadows {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let jicofo = deployment.jicofo.as_ref().map(|it| ("Jicofo", it.layers.reads_legacy(), it.shadowed()));
        let jvb = deployment.jvb.as_ref().map(|it| ("Videobridge", it.layers.reads_legacy(), it.shadowed()));
        for (service, reads, shadowed) in [jicofo, jvb].into_iter().flatten() {
            for shadowed in shadowed {
                if let Verdict::CannotTell(reason, _) = &reads {
                    sink.cannot_tell(reason.clone(), Some(shadowed.winner));
                    continue;
                }
                let (path, property) = (&shadowed.path, &shadowed.property);
                let mut finding = Finding::new(Problem {
                    place: shadowed.winner,
                    label: "this value takes effect".into(),
                    message: format!("{service} ignores `{path}` in its `.conf` file: an older file wins"),
                    effect: format!(
                        "{service} asks `sip-communicator.properties` first and its `.conf` file only if the property is \
                         missing there. Changes of `{path}` do nothing."
                    ),
                    help: format!("Remove `{property}` from this file if the `.conf` file is right, or carry its value over first."),
                })
                .related(shadowed.loser, "this value has no effect")
                .restart_what_reads(deployment, shadowed.winner);
                if path.contains(".xmpp.") || path.ends_with("brewery-jid") {
                    finding = finding.severity(Severity::Error);
                }
                sink.report(finding);
            }
        }
    }
}
