//! `jicofo.conf`, `jvb.conf` or `jibri.conf` cannot be parsed.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidHocon;

static META: Meta = Meta {
    id: "syntax/invalid-hocon",
    severity: Severity::Error,
    title: "service configuration that does not parse",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("invalid_hocon.md"),
};

impl Rule for InvalidHocon {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if let Some(jicofo) = &deployment.jicofo {
            for error in first_of_each_file(jicofo.layers.errors()) {
                let effect = "Jicofo reads the file when it starts, and ends with \"Failed to start jicofo\". Without \
                              it no meeting is opened: browsers wait for ever.";
                let message = "no meeting can begin: Jicofo does not start";
                let finding = finding(error, message, effect).stops(&[Service::Jicofo]);
                sink.report(finding.restart_what_reads(deployment, error.span));
            }
        }
        if let Some(jvb) = &deployment.jvb {
            for error in first_of_each_file(jvb.layers.errors()) {
                let effect = "Videobridge reads the file when it starts and ends with a ConfigException. Without it Jicofo \
                              has no bridge to send media through.";
                let message =
                    "meetings of three or more people have no audio and no video: the bridge does not start";
                // The subject keeps findings about everything else from being taken for consequences.
                let finding =
                    finding(error, message, effect).about("videobridge").stops(&[Service::Videobridge]);
                sink.report(finding.restart_what_reads(deployment, error.span));
            }
        }
        if let Some(jibri) = &deployment.jibri {
            for error in first_of_each_file(jibri.layers.errors()) {
                let effect = "Jibri reads the file when it starts and ends with a ConfigException. Without it Jicofo finds no \
                              recorder: \"recording failed to start\".";
                let message = "meetings cannot be recorded or streamed: Jibri does not start";
                let finding = finding(error, message, effect).about("jibri").stops(&[Service::Jibri]);
                sink.report(finding.restart_what_reads(deployment, error.span));
            }
        }
    }
}
