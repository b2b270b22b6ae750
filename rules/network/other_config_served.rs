//! Browsers get another `config.js` than the one on this machine.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::Deployment;
use crate::model::{SERVED_VALUES, fact_of};

/// See the page.
pub struct OtherConfigServed;

static META: Meta = Meta {
    id: "network/other-config-served",
    severity: Severity::Warning,
    title: "another `config.js` than the one on disk",
    restart: &[],
    follows: &["network/config-not-served"],
    page: include_str!("other_config_served.md"),
};

impl Rule for OtherConfigServed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let values = deployment.answer("config", &site.subject()).map("values");
            let Some((values, learnt)) = sink.known(&values) else { continue };
            for name in SERVED_VALUES {
                // What the file has when the web server has filled it in is not always known.
                let here = match site.web.text(name) {
                    Fact::Known(text, origin) => (text, origin.span),
                    _ => continue,
                };
                let served = values.get(name).map(fact_of);
                let served = match &served {
                    Some(served) => sink.known(served).and_then(|(node, _)| node.as_str()),
                    None => Some(""),
                };
                let Some(served) = served.filter(|served| *served != here.0) else { continue };
                let shown = if served.is_empty() { "nothing".to_owned() } else { format!("`{served}`") };
                let finding = Finding::new(Problem {
                    place: here.1,
                    label: format!("browsers get {shown}"),
                    message: "changes of this file have no effect: browsers get another `config.js`".into(),
                    effect: format!("In the `config.js` that the site serves, `{name}` is {shown}; here it is `{}`.", here.0),
                    help: "See which file the web server's `location = /config.js` names, whether this name leads to this machine at all, and whether a \
                           cache in front of it is out of date."
                        .into(),
                });
                sink.report(finding.related(learnt.span, "what was learnt").about(site.subject()));
                break;
            }
        }
    }
}
