//! Jibri's old file hides the environments of the new one.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct JibriEnvironmentsTwice;

static META: Meta = Meta {
    id: "options/jibri-environments-twice",
    severity: Severity::Warning,
    title: "environments of Jibri in two files",
    restart: &[Service::Jibri],
    follows: &[],
    page: include_str!("jibri_environments_twice.md"),
};

impl Rule for JibriEnvironmentsTwice {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jibri) = &deployment.jibri else { return };
        let new = jibri.layers.hocon_value("jibri.api.xmpp.environments");
        if matches!(&new, Fact::Known(node, _) if node.as_list().is_none_or(|items| items.is_empty()))
            || matches!(new, Fact::Absent(_))
        {
            return;
        }
        let environments = jibri.environments();
        let Some((environments, origin)) = sink.known(&environments) else { return };
        if !environments.first().is_some_and(|environment| environment.legacy) {
            return;
        }
        sink.report(
            Finding::new(Problem {
                place: origin.span,
                label: "Jibri takes these".into(),
                message: "Jibri ignores the servers and accounts of `jibri.conf`: an older file wins".into(),
                effect: "Jibri reads `config.json` first. If it has `xmpp_environments`, those of `jibri.conf` are not looked at, and \
                         changes there do nothing."
                    .into(),
                help: "Remove `/etc/jitsi/jibri/config.json` if `jibri.conf` is right; compare the two first.".into(),
            })
            .related_opt(new.place(), "these have no effect"),
        );
    }
}
