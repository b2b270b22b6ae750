//! What browsers get as `/config.js` is no `config.js`.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct ConfigNotServed;

static META: Meta = Meta {
    id: "network/config-not-served",
    severity: Severity::Error,
    title: "`config.js` that browsers do not get",
    restart: &[],
    follows: &[],
    page: include_str!("config_not_served.md"),
};

impl Rule for ConfigNotServed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(at) = site.web_address("/config.js") else { continue };
            let answer = deployment.answer("config", &site.subject());
            let (status, form) = (answer.public_status(), answer.text("form"));
            let Some((&status, learnt)) = sink.known(&status) else { continue };
            let what = match status {
                404 => "the error 404".to_owned(),
                200 => match sink.known(&form).map(|(form, _)| *form) {
                    Some("html") => "a web page".to_owned(),
                    Some("empty") => "nothing".to_owned(),
                    _ => continue,
                },
                // Other errors may be meant for this client only, or be over in a minute.
                _ => continue,
            };
            let finding = Finding::new(Problem {
                place: at.span,
                label: "the site is reached by this name".into(),
                message: "the meeting page stays white: browsers do not get `config.js`".into(),
                effect: format!("Browsers load `{}`. The web server answered with {what}.", at.address),
                help: format!(
                    "See with `curl -v {}` which web server answers, and let its `location = /config.js` lead to the file in `/etc/jitsi/meet/`.",
                    at.address
                ),
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(site.subject()));
        }
    }
}
