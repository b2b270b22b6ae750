//! The domain of those who are hidden is that of people.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct HiddenDomainOfPeople;

static META: Meta = Meta {
    id: "recording/hidden-domain-of-people",
    severity: Severity::Error,
    title: "people who are hidden like recorders",
    restart: &[],
    follows: &["syntax/invalid-javascript", "syntax/javascript-stops-early"],
    page: include_str!("hidden_domain_of_people.md"),
};

impl Rule for HiddenDomainOfPeople {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let hidden = site.web.text("hiddenDomain");
            let Some((hidden, origin)) = sink.known(&hidden) else { continue };
            for (name, domain) in
                [("domain", site.web.domain()), ("anonymousdomain", site.web.anonymous_domain())]
            {
                let Some((_, theirs)) = sink.known(&domain).filter(|(domain, _)| same_domain(domain, hidden))
                else {
                    continue;
                };
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: format!("the same as `hosts.{name}`"),
                    message: "people in a meeting do not see each other".into(),
                    effect: format!(
                        "Browsers hide everybody who is logged in on `hiddenDomain`, which is meant for recorders. Here that \
                         is `{hidden}`, where people log in."
                    ),
                    help: format!(
                        "Write `hiddenDomain: 'recorder.{}'`, the VirtualHost of the recorder's account, or remove the line.",
                        site.subject()
                    ),
                });
                sink.report(finding.about(site.subject()).related(theirs.span, "people log in here"));
                break;
            }
        }
    }
}
