//! Something else than Prosody answers at the address of BOSH.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct BoshNotServed;

static META: Meta = Meta {
    id: "network/bosh-not-served",
    severity: Severity::Error,
    title: "BOSH address without Prosody behind it",
    restart: &[],
    follows: &["network/config-not-served"],
    page: include_str!("bosh_not_served.md"),
};

impl Rule for BoshNotServed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(at) = site.xmpp_address("bosh") else { continue };
            let answer = deployment.answer("bosh", &site.subject());
            let (status, form) = (answer.public_status(), answer.text("form"));
            let Some((&status, learnt)) = sink.known(&status) else { continue };
            let what = match status {
                200 => match sink.known(&form).map(|(form, _)| *form) {
                    Some("html") => "a web page".to_owned(),
                    Some("empty" | "other") => "something that is not BOSH".to_owned(),
                    _ => continue,
                },
                // Not for everybody, or not so often.
                401 | 403 | 429 => continue,
                _ => format!("the error {status}"),
            };
            let severity = if site.uses_websocket() { Severity::Warning } else { Severity::Error };
            let finding = Finding::new(Problem {
                place: at.span,
                label: format!("answers with {what}"),
                message: match severity {
                    Severity::Error => "nobody can join a meeting: Prosody does not answer where browsers connect".into(),
                    _ => "whoever cannot use the WebSocket cannot join a meeting".to_owned(),
                },
                effect: format!(
                    "Browsers open their connection at `{}`. A request like theirs was answered with {what}, not by Prosody's `mod_bosh`.",
                    at.address
                ),
                help: match status {
                    502..=504 => "See that Prosody runs (`systemctl status prosody`), and that the web server's `location = /http-bind` sends to the \
                                  port of its `http_ports`, 5280.",
                    _ => "In the web server, let `location = /http-bind` lead to `http://127.0.0.1:5280/http-bind` with the main domain as `Host`; in Prosody, \
                          load `bosh` on the main VirtualHost.",
                }
                .into(),
            })
            .severity(severity)
            .related(learnt.span, "what was learnt");
            sink.report(finding.about(site.subject()));
        }
    }
}
