//! Prosody's files have a VirtualHost that the running Prosody does not know.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::Deployment;
use crate::model::Lookup;

/// See the page.
pub struct DomainNotRunning;

static META: Meta = Meta {
    id: "network/domain-not-running",
    severity: Severity::Error,
    title: "domain that the running Prosody does not serve",
    restart: &[Service::Prosody],
    follows: &["network/bosh-not-served", "prosody/main-host-missing", "auth/guest-host-missing"],
    page: include_str!("domain_not_running.md"),
};

impl Rule for DomainNotRunning {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            for domain in [site.web.domain(), site.web.anonymous_domain()] {
                let Fact::Known(name, origin) = &domain else { continue };
                let host = match &deployment.prosody {
                    Some(prosody) => match prosody.virtual_host(name) {
                        Lookup::Found(host) => Some(host),
                        // That it is missing there is told by others.
                        _ => continue,
                    },
                    None => None,
                };
                // Prosody 0.12 and later say the second of these.
                let condition = deployment.answer("bosh", name).text("condition");
                let Some((&answer @ ("host-unknown" | "improper-addressing"), learnt)) =
                    sink.known(&condition)
                else {
                    continue;
                };
                let finding = Finding::new(Problem {
                    place: host.map_or(origin.span, |host| host.place),
                    label: "the running Prosody does not know it".into(),
                    message: match site.web.domain().is(|main| main == name).is_yes() {
                        true => "nobody can join a meeting: Prosody does not serve the main domain",
                        false => "nobody can join a meeting without logging in",
                    }
                    .into(),
                    effect: format!("Asked as browsers do it, Prosody answers \"{answer}\" for `{name}`: it has no such VirtualHost."),
                    help: match host {
                        Some(_) => "Restart Prosody (`systemctl restart prosody`), which reads its configuration only then. If that does not help, \
                                    another Prosody answers, or its log says why it does not open this host.",
                        None => "Add a VirtualHost of this name to the Prosody on the other machine, and restart it.",
                    }
                    .into(),
                });
                sink.report(
                    finding.related(learnt.span, "what was learnt").about(deployment.subject_of(name)),
                );
            }
        }
    }
}
