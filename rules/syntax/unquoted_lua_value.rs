//! A value in Prosody's configuration is a bare word, which Lua reads as "nothing".

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct UnquotedLuaValue;

static META: Meta = Meta {
    id: "syntax/unquoted-lua-value",
    severity: Severity::Warning,
    title: "Lua value without quotes",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("unquoted_lua_value.md"),
};

impl Rule for UnquotedLuaValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for warning in prosody.warnings() {
            report(
                sink,
                warning,
                "this setting has no effect: Prosody takes its default instead",
                "Lua takes a word without quotes for a name. Nothing has this name, or it cannot be set here, so Prosody \
                 does without the setting. Only versions after 13.0 mention it in the log (\"unrecognized value\").",
            );
        }
    }
}
