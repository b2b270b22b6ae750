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
    follows: &["prosody/misspelt-option", "prosody/include-target-missing", "prosody/host-file-not-linked"],
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
            let lacks: Vec<Lack> = services
                .iter()
                .filter(|entry| is_relay(entry))
                .filter_map(|entry| lack(prosody, main, entry, sink))
                .collect();
            let Some((first, others)) = lacks.split_first() else { continue };
            let mut finding = Finding::new(Problem {
                    place: first.place,
                    label: first.label.into(),
                    message: "people behind firewalls get no audio and no video: the relay refuses them".into(),
                    effect: "Browsers get name and password for the relay from Prosody, which makes them from the secret. This \
                             entry gives them none, and coturn answers \"401 Unauthorized\"."
                        .into(),
                    help: first.help.into(),
                });
            for other in others {
                finding = finding.related(other.place, other.label);
            }
            let coturn =
                deployment.turn.as_ref().and_then(|turn| turn.document.root.entry("static-auth-secret"));
            let coturn = coturn.map(|entry| entry.key_span);
            sink.report(finding.about(site.subject()).related_opt(coturn, "coturn's secret"));
        }
    }
}

/// What an entry lacks.
struct Lack {
    place: Span,
    label: &'static str,
    help: &'static str,
}

fn lack(prosody: &Prosody, main: &Host, entry: &Node, sink: &mut Sink<'_>) -> Option<Lack> {
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
                return Some(Lack {
                    place: *span,
                    label: "`external_service_secret` is not set",
                    help: SECRET,
                });
            }
        }
        Some(Node { value: Value::Str(_) | Value::Secret(_), .. }) => {}
        _ => {
            let label = "no `secret`, and no `username` with `password`";
            return Some(Lack { place: entry.span, label, help: SECRET });
        }
    }
    let old =
        prosody.version == Some(ProsodyVersion::V0_12) || prosody.version == Some(ProsodyVersion::V0_11);
    let turns = entry.get("type").and_then(Node::as_str) == Some("turns");
    (old && turns && absent("algorithm")).then_some(Lack {
        place: entry.span,
        label: "no `algorithm`, which this Prosody needs for `turns`",
        help: "Add `algorithm = \"turn\"` to this entry.",
    })
}
