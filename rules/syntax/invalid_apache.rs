//! A file that Apache loads cannot be parsed.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidApache;

static META: Meta = Meta {
    id: "syntax/invalid-apache",
    severity: Severity::Error,
    title: "Apache configuration that does not parse",
    restart: &[Service::Apache],
    follows: &[],
    page: include_str!("invalid_apache.md"),
};

impl Rule for InvalidApache {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(apache) = &deployment.apache else { return };
        for error in first_of_each_file(apache.errors().iter()) {
            let finding = finding(
                error,
                "nobody can open the page after the next restart: Apache does not start with this configuration",
                "Apache refuses the whole configuration at the first mistake (\"Syntax error on line …\"): after a restart \
                 no page of this server opens, a reload changes nothing.",
            );
            sink.report(finding.stops(&[Service::Apache]));
        }
    }
}
