//! `sip-communicator.properties` holds something that Java refuses.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::syntax::unfilled::is_template;

/// See the page.
pub struct InvalidProperties;

static META: Meta = Meta {
    id: "syntax/invalid-properties",
    severity: Severity::Error,
    title: "legacy properties that cannot be read",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jigasi],
    follows: &[],
    page: include_str!("invalid_properties.md"),
};

impl Rule for InvalidProperties {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for layers in deployment.layers() {
            let of_properties = layers
                .legacy_errors()
                .filter(|error| deployment.sources.path(error.span.file).ends_with(".properties"));
            for error in first_of_each_file(of_properties) {
                let effect = match is_template(deployment.sources.file(error.span.file).text()) {
                    true => "Java takes the marks for the values themselves, and no program can use them.",
                    false => {
                        "Java reads the file as a whole and gives up at this place (\"Malformed \\uxxxx encoding\"). \
                         Accounts and rooms are often set only here."
                    }
                };
                let subject = deployment.sources.path(error.span.file).to_owned();
                // With a HOCON file beside it the service still works, after a fashion.
                let alone = layers.hocon.is_none();
                let record = deployment.files.iter().find(|record| record.file == Some(error.span.file));
                let stops = record.filter(|_| alone).and_then(|record| Service::reading(record.role));
                sink.report(
                    finding(error, "the service loses all settings of this file", effect)
                        .about(subject)
                        .stops(stops.unwrap_or_default())
                        .restart_what_reads(deployment, error.span),
                );
            }
        }
    }
}
