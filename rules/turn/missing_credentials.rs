//! An entry for a relay gives browsers nothing to log in with.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Host, Prosody, is_relay};
use crate::syntax::lua::ProsodyVersion;
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct MissingCredentials;

static META: Meta = Meta {
    id: "turn/missing-credentials",
    severity: Severity::Error,
    title: "TURN server without credentials",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("missing_credentials.md"),
};

impl Rule for MissingCredentials {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            for entry in services.iter().filter(|entry| is_relay(entry)) {
                let Some((place, label, help)) = lack(prosody, main, entry, sink) else { continue };
                let finding = Finding::new(Problem {
                    place,
                    label: label.into(),
                    message: "people behind firewalls get no picture: the relay refuses them".into(),
                    effect: "Browsers get name and password for the relay from Prosody, which makes them from the secret. This \
                             entry gives them none, and coturn answers \"401 Unauthorized\"."
                        .into(),
                    help: help.into(),
                });
                sink.report(finding.about(site.subject()));
            }
        }
    }
}

/// What an entry lacks: the place, what is wrong there, and what to do.
fn lack(
    prosody: &Prosody,
    main: &Host,
    entry: &Node,
    sink: &mut Sink<'_>,
) -> Option<(Span, &'static str, &'static str)> {
    const SECRET: &str = "Write `secret = true` here and `external_service_secret`, the `static-auth-secret` of coturn, \
                          above the first VirtualHost.";
    let absent = |name: &str| entry.get(name).is_none_or(|node| node.value == Value::Null);
    if !absent("password") && !absent("username") {
        return None;
    }
    match entry.get("secret") {
        Some(Node { value: Value::Unknown(reason), span, .. }) => {
            sink.cannot_tell(reason.clone(), Some(*span));
            return None;
        }
        Some(Node { value: Value::Bool(true), span, .. }) => {
            if !prosody.option(main, "external_service_secret").is_set() {
                return Some((*span, "`external_service_secret` is not set", SECRET));
            }
        }
        Some(Node { value: Value::Str(_) | Value::Secret(_), .. }) => {}
        _ => return Some((entry.span, "no `secret`, and no `username` with `password`", SECRET)),
    }
    let old =
        prosody.version == Some(ProsodyVersion::V0_12) || prosody.version == Some(ProsodyVersion::V0_11);
    let turns = entry.get("type").and_then(Node::as_str) == Some("turns");
    (old && turns && absent("algorithm")).then_some((
        entry.span,
        "no `algorithm`, which this Prosody needs for `turns`",
        "Add `algorithm = \"turn\"` to this entry.",
    ))
}
