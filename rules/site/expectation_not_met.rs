//! A setting is not what `jitsi-doctor.toml` expects.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;
use crate::policy::{Compared, Expectation, Mismatch};

/// See the page.
pub struct ExpectationNotMet;

static META: Meta = Meta {
    id: "site/expectation-not-met",
    severity: Severity::Error,
    title: "setting that is not what this site expects",
    restart: &[],
    follows: &[],
    page: include_str!("expectation_not_met.md"),
};

impl Rule for ExpectationNotMet {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for expectation in &deployment.policy.expectations {
            for compared in expectation.compare(deployment) {
                match compared {
                    Compared::Met => {}
                    Compared::CannotTell(reason, place) => {
                        sink.cannot_tell(reason, Some(place.unwrap_or(expectation.path_place)));
                    }
                    Compared::Unmet(mismatch) => sink.report(finding(expectation, &mismatch, deployment)),
                }
            }
        }
    }
}

fn finding(expectation: &Expectation, mismatch: &Mismatch, deployment: &Deployment) -> Finding {
    let Mismatch { place, actual, wanted, other } = mismatch;
    let path = &expectation.path.text;
    let place = place.unwrap_or(expectation.path_place);
    let message = match &expectation.message {
        Some(message) => message.clone(),
        None => format!("`{path}` is not what this site expects"),
    };
    let policy = deployment.sources.path(expectation.path_place.file);
    let finding = Finding::new(Problem {
        place,
        label: format!("should be {wanted}"),
        message,
        effect: format!("`{path}` should be {wanted} and is {actual}."),
        help: format!("Change the setting, or the expectation in {policy} if it no longer holds."),
    })
    .related_opt(other.map(|(place, _)| place), other.map_or("", |(_, what)| what))
    .related(expectation.want_place, "expected here")
    .restart_what_reads(deployment, place);
    match expectation.severity {
        Some(severity) => finding.severity(severity),
        None => finding,
    }
}
