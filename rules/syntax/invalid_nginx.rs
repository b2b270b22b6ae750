//! A file that nginx loads cannot be parsed.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidNginx;

static META: Meta = Meta {
    id: "syntax/invalid-nginx",
    severity: Severity::Error,
    title: "nginx configuration that does not parse",
    restart: &[Service::Nginx],
    follows: &[],
    page: include_str!("invalid_nginx.md"),
};

impl Rule for InvalidNginx {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        for error in first_of_each_file(nginx.errors().iter()) {
            let finding = finding(
                error,
                "nobody can open the page after the next restart: nginx does not start with this configuration",
                "nginx refuses the whole configuration at the first mistake (\"[emerg]\"): after a restart no page of this \
                 server opens, a reload changes nothing.",
            );
            sink.report(finding.stops(&[Service::Nginx]));
        }
    }
}
