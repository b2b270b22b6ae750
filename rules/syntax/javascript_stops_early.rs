//! `config.js` is valid, but an error at run time ends it before its last line.

use super::report;
use crate::check::{Meta, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct JavascriptStopsEarly;

static META: Meta = Meta {
    id: "syntax/javascript-stops-early",
    severity: Severity::Error,
    title: "web configuration that stops half-way",
    restart: &[],
    follows: &[],
    page: include_str!("javascript_stops_early.md"),
};

impl Rule for JavascriptStopsEarly {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for exception in deployment.webs.iter().flat_map(|web| web.exceptions()) {
            report(
                sink,
                exception,
                "everything below this line of `config.js` has no effect",
                "The browser stops the script here and goes on with the page. What was set above stays, what \
                 stands below is never set; the console shows the error.",
            );
        }
    }
}
