//! A list of addresses or interfaces that has no effect, or an entry of it.

use core::net::IpAddr;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Videobridge};
use crate::value::{Node, Value};

/// See the page.
pub struct AddressFilterIgnored;

static META: Meta = Meta {
    id: "bridge/address-filter-ignored",
    severity: Severity::Warning,
    title: "list of addresses that the bridge passes over",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "options/malformed-value", "options/list-as-text"],
    page: include_str!("address_filter_ignored.md"),
};

impl Rule for AddressFilterIgnored {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        for kind in ["interfaces", "addresses"] {
            let (allowed, blocked) = (list(jvb, "allowed", kind), list(jvb, "blocked", kind));
            if !is_filled(&blocked, sink) {
                continue;
            }
            if is_filled(&allowed, sink)
                && let (Fact::Known(_, over), Fact::Known(_, origin)) = (&allowed, &blocked)
            {
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: format!("not read beside `allowed-{kind}`"),
                    message: format!("`blocked-{kind}` blocks nothing"),
                    effect: format!(
                        "Where a list of allowed {kind} is written, Videobridge takes just these and does not look at the other list."
                    ),
                    help: "Remove one of the two lists.".into(),
                });
                sink.report(finding.related(over.span, "this list decides"));
            }
        }
        for which in ["allowed", "blocked"] {
            let Fact::Known(items, origin) = list(jvb, which, "addresses") else { continue };
            for node in &items {
                match &node.value {
                    Value::Unknown(reason) => sink.cannot_tell(reason.clone(), Some(node.span)),
                    Value::Str(text) if is_no_address(text) => {
                        let finding = Finding::new(Problem {
                            // The pieces of a property stand where the property does.
                            place: if node.span.is_empty() { origin.span } else { node.span },
                            label: format!("`{text}` is no address"),
                            message: match which {
                                "blocked" => format!("the bridge tells browsers an address that is meant to be hidden: `{text}` is passed over"),
                                _ => format!("the bridge does not use the address that is meant: `{text}` is passed over"),
                            },
                            effect: "Videobridge compares single addresses. It reads no networks here, and drops what is no address."
                                .into(),
                            help: "Write one address, such as `10.0.0.5`, for each; whole interfaces go into `allowed-interfaces` or \
                                   `blocked-interfaces`."
                                .into(),
                        });
                        sink.report(finding);
                    }
                    _ => {}
                }
            }
        }
    }
}

fn list(jvb: &Videobridge, which: &str, kind: &str) -> Fact<Vec<Node>> {
    jvb.layers.list(&format!("ice4j.harvest.{which}-{kind}"))
}

fn is_filled(list: &Fact<Vec<Node>>, sink: &mut Sink<'_>) -> bool {
    sink.known(list).is_some_and(|(items, _)| !items.is_empty())
}

/// A network, an interface, or a slip. A name may be looked up, as Java does it.
fn is_no_address(text: &str) -> bool {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let names_a_host = bare.contains('.')
        && bare.chars().any(|c| c.is_ascii_alphabetic())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    bare.parse::<IpAddr>().is_err() && !names_a_host
}
