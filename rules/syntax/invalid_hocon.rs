//! `jicofo.conf` or `jvb.conf` cannot be parsed.

use super::{finding, first_of_each_file, report};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidHocon;

static META: Meta = Meta {
    id: "syntax/invalid-hocon",
    severity: Severity::Error,
    title: "service configuration that does not parse",
    restart: &[Service::Jicofo, Service::Videobridge],
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
                              it no conference is opened: browsers wait for ever.";
                report(sink, error, "no meeting can begin: Jicofo does not start", effect);
            }
        }
        if let Some(jvb) = &deployment.jvb {
            for error in first_of_each_file(jvb.layers.errors()) {
                let effect = "Videobridge reads the file when it starts and ends with a ConfigException. Without it Jicofo \
                              has no bridge to send media through.";
                let message = "no sound or picture with three or more people: the bridge does not start";
                // The subject keeps findings about everything else from being taken for consequences.
                sink.report(finding(error, message, effect).about("videobridge"));
            }
        }
    }
}
