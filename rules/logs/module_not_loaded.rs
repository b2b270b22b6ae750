//! The log of Prosody says that a module was not loaded at the last start.

use super::report;
use crate::check::{Meta, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct ModuleNotLoaded;

static META: Meta = Meta {
    id: "logs/module-not-loaded",
    severity: Severity::Error,
    title: "a module that Prosody could not load",
    restart: &[Service::Prosody],
    follows: &[
        "auth/token-library-missing",
        "auth/unknown-login-method",
        "jicofo/roster-subscription-missing",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "prosody/module-file-missing",
        "prosody/plugin-path-missing",
        "prosody/removed-module",
    ],
    page: include_str!("module_not_loaded.md"),
};

impl Rule for ModuleNotLoaded {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Logs)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        report(&META, deployment, sink);
    }
}
