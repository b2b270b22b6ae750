//! `config.js` does not say where to log in or where the rooms are.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct HostsIncomplete;

static META: Meta = Meta {
    id: "web/hosts-incomplete",
    severity: Severity::Error,
    title: "config.js without a host it needs",
    restart: &[],
    follows: &[
        "syntax/invalid-javascript",
        "syntax/javascript-stops-early",
        "syntax/javascript-without-effect",
        "web/hosts-key-outside-hosts",
    ],
    page: include_str!("hosts_incomplete.md"),
};

impl Rule for HostsIncomplete {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let lacking: Vec<&str> =
                ["domain", "muc"].into_iter().filter(|name| sink.absent(&site.web.domain_of(name))).collect();
            let Some(first) = lacking.first() else { continue };
            let Some(place) = site.web.domain_of(first).place() else { continue };
            let finding = Finding::new(Problem {
                place,
                label: format!("`hosts.{}` is missing", lacking.join("` and `hosts.")),
                message: match *first {
                    "domain" => "nobody can connect: the web app does not know whom to ask".into(),
                    _ => "nobody can join a meeting: the web app does not know where the rooms are".into(),
                },
                effect: format!(
                    "`hosts.{first}` has no default. The web app builds addresses with `undefined` instead, and Prosody \
                     knows no such host."
                ),
                help: match (*first, site.web.domain()) {
                    ("muc", crate::fact::Fact::Known(domain, _)) => {
                        format!("Write `muc: 'conference.{domain}',` into `hosts`.")
                    }
                    _ => format!(
                        "Write `{first}: '…',` into `hosts`, with the name in Prosody's configuration."
                    ),
                },
            });
            let muc =
                site.prosody().and_then(|prosody| prosody.muc_components().next()).map(|host| host.place);
            // Without its domain the site has no name that this could be about.
            sink.report(finding.related_opt(muc, "Prosody has this MUC"));
        }
    }
}
