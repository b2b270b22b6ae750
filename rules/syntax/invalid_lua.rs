//! A file that Prosody loads is not valid Lua.

use super::{finding, first_of_each_file};
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidLua;

static META: Meta = Meta {
    id: "syntax/invalid-lua",
    severity: Severity::Error,
    title: "Prosody configuration that is not valid Lua",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("invalid_lua.md"),
};

impl Rule for InvalidLua {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for error in first_of_each_file(prosody.errors().iter()) {
            let finding = finding(
                error,
                "nobody can connect after the next restart: Prosody does not start with this configuration",
                "Prosody reads all of its files as one Lua program. At the first mistake it refuses the whole \
                 configuration: a start ends with \"Configuration error\", a reload changes nothing.",
            );
            sink.report(finding.stops(&[Service::Prosody]));
        }
    }
}
