//! A domain stands beside `hosts` in `config.js` instead of inside of it.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Site, same_domain};
use crate::value::{Entry, Value};

/// See the page.
pub struct HostsKeyOutsideHosts;

static META: Meta = Meta {
    id: "web/hosts-key-outside-hosts",
    severity: Severity::Error,
    title: "domain beside hosts instead of inside of it",
    restart: &[],
    follows: &[],
    page: include_str!("hosts_key_outside_hosts.md"),
};

/// What the web app reads only below `hosts`.
const KEYS: [&str; 5] = ["anonymousdomain", "authdomain", "domain", "focus", "muc"];

impl Rule for HostsKeyOutsideHosts {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            for key in KEYS {
                if let Some(entry) = site.web.entry(key) {
                    check_key(&site, key, entry, sink);
                }
            }
        }
    }
}

fn check_key(site: &Site<'_>, key: &str, entry: &Entry, sink: &mut Sink<'_>) {
    // Other things may have such a name; a domain is a text or made from texts.
    if !matches!(entry.node.value, Value::Str(_) | Value::Unknown(_)) {
        return;
    }
    let inside = site.web.domain_of(key);
    match &inside {
        Fact::Unknown(reason, origin) => return sink.cannot_tell(reason.clone(), Some(origin.span)),
        Fact::Known(inside, _) => {
            let outside = site.web.text(key);
            let Some((outside, _)) = sink.known(&outside) else { return };
            // The same once more does no harm.
            if same_domain(inside, outside) {
                return;
            }
        }
        Fact::Absent(_) => {}
    }
    let message = match (key, inside.is_set()) {
        ("anonymousdomain", false) => "nobody can join a meeting without logging in",
        ("muc" | "domain", false) => "nobody can join a meeting",
        _ => "a domain in `config.js` has no effect",
    };
    let severity = match (key, inside.is_set()) {
        ("anonymousdomain" | "muc" | "domain", false) => Severity::Error,
        _ => Severity::Warning,
    };
    let value = match entry.node.as_str() {
        Some(text) => format!("'{text}'"),
        None => "…".to_owned(),
    };
    let finding = Finding::new(Problem {
        place: entry.key_span,
        label: format!("`{key}` belongs in `hosts`"),
        message: message.into(),
        effect: format!("The web app reads `config.hosts.{key}`. Directly in `config` this name is ignored."),
        help: format!(
            "Move `{key}: {value},` between the braces of `hosts: {{ … }}`, or write `config.hosts.{key} = {value};` \
             below the object."
        ),
    })
    .about(entry.node.as_str().unwrap_or(key))
    .severity(severity);
    let place = match &inside {
        Fact::Known(_, origin) => (Some(origin.span), "the web app takes this value"),
        _ => (site.web.entry("hosts").map(|hosts| hosts.key_span), "it belongs in here"),
    };
    sink.report(finding.related_opt(place.0, place.1));
}
