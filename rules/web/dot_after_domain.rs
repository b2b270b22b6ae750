//! `hosts.domain` ends with a dot.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct DotAfterDomain;

static META: Meta = Meta {
    id: "web/dot-after-domain",
    severity: Severity::Error,
    title: "dot at the end of the domain",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("dot_after_domain.md"),
};

impl Rule for DotAfterDomain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            for name in ["hosts.domain", "hosts.anonymousdomain"] {
                let fact = site.web.text(name);
                let Some((domain, origin)) = sink.known(&fact) else { continue };
                let right = domain.trim_end_matches('.');
                if right.len() == domain.len() || right.is_empty() {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: "the name ends with a dot".into(),
                    message: "nobody can join a meeting: Prosody knows no host of this name".into(),
                    effect: format!(
                        "Browsers ask for the host `{domain}`. Prosody compares the name with the dot, and answers \"host-unknown\", also \
                         if it has `{right}`."
                    ),
                    help: format!("Write `'{right}'`."),
                });
                sink.report(finding.about(site.subject()));
            }
        }
    }
}
