//! A value in a HOCON file is read otherwise than it looks.

use super::finding;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct TruncatedHoconValue;

static META: Meta = Meta {
    id: "syntax/truncated-hocon-value",
    severity: Severity::Warning,
    title: "value that is cut off",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("truncated_hocon_value.md"),
};

impl Rule for TruncatedHoconValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for warning in deployment.layers().flat_map(|layers| layers.warnings()) {
            let finding = finding(
                warning,
                "the service works with another value than the one written here",
                "In a HOCON file `#` and `//` begin a comment, also in the middle of a word without quotes. If this is a \
                 password, the login fails with \"not-authorized\".",
            );
            sink.report(finding.restart_what_reads(deployment, warning.span));
        }
    }
}
