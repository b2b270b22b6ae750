//! `sip-communicator.properties` holds something that Java refuses.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidProperties;

static META: Meta = Meta {
    id: "syntax/invalid-properties",
    severity: Severity::Error,
    title: "legacy properties that cannot be read",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &[],
    page: include_str!("invalid_properties.md"),
};

impl Rule for InvalidProperties {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let services =
            [deployment.jicofo.as_ref().map(|it| &it.layers), deployment.jvb.as_ref().map(|it| &it.layers)];
        for layers in services.into_iter().flatten() {
            for error in first_of_each_file(layers.legacy_errors()) {
                let effect = "Java reads the file as a whole and gives up at this place (\"Malformed \\uxxxx encoding\"). \
                              The account and room of the bridge are often set only here.";
                let subject = deployment.sources.path(error.span.file).to_owned();
                sink.report(
                    finding(error, "the service loses all settings of this file", effect)
                        .about(subject)
                        .restart_what_reads(deployment, error.span),
                );
            }
        }
    }
}
