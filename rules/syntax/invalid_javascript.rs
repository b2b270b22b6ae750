//! `config.js` or `interface_config.js` is not valid JavaScript.

use super::{first_of_each_file, report};
use crate::check::{Meta, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct InvalidJavascript;

static META: Meta = Meta {
    id: "syntax/invalid-javascript",
    severity: Severity::Error,
    title: "web configuration that is not valid JavaScript",
    restart: &[],
    follows: &[],
    page: include_str!("invalid_javascript.md"),
};

impl Rule for InvalidJavascript {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for web in &deployment.webs {
            for error in first_of_each_file(web.errors().iter()) {
                report(
                    sink,
                    error,
                    "the page stays blank for everybody",
                    "The browser skips a script with a syntax error as a whole. Then the web app finds no `config` \
                     and stops with \"config is not defined\".",
                );
            }
        }
        for error in first_of_each_file(deployment.interface_errors.iter()) {
            report(
                sink,
                error,
                "the page does not load, or loads without any of your changes to its look",
                "The browser skips a script with a syntax error as a whole. Then the web app finds no \
                 `interfaceConfig`.",
            );
        }
    }
}
