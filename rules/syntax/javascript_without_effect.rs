//! A line of `config.js` is valid, but sets nothing.

use super::report;
use crate::check::{Meta, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct JavascriptWithoutEffect;

static META: Meta = Meta {
    id: "syntax/javascript-without-effect",
    severity: Severity::Warning,
    title: "web configuration line that sets nothing",
    restart: &[],
    follows: &[],
    page: include_str!("javascript_without_effect.md"),
};

impl Rule for JavascriptWithoutEffect {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for warning in deployment.webs.iter().flat_map(|web| web.warnings()) {
            report(
                sink,
                warning,
                "this line of `config.js` sets nothing",
                "It is valid JavaScript, so the browser runs it without a word, but what it does is not what it \
                 looks like.",
            );
        }
    }
}
