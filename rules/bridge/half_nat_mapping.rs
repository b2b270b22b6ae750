//! A mapping of addresses behind NAT lacks one of its sides.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Videobridge};
use crate::value::{Entry, Node, Value};

/// See the page.
pub struct HalfNatMapping;

static META: Meta = Meta {
    id: "bridge/half-nat-mapping",
    severity: Severity::Error,
    title: "half a mapping of addresses",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "syntax/invalid-properties"],
    page: include_str!("half_nat_mapping.md"),
};

const LOCAL: &str = "org.ice4j.ice.harvest.NAT_HARVESTER_LOCAL_ADDRESS";
const PUBLIC: &str = "org.ice4j.ice.harvest.NAT_HARVESTER_PUBLIC_ADDRESS";

impl Rule for HalfNatMapping {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let mappings = jvb.layers.list("ice4j.harvest.mapping.static-mappings");
        if let (Some(entry), missing) | (missing, Some(entry)) = (old(jvb, LOCAL), old(jvb, PUBLIC))
            && missing.is_none()
        {
            // With a mapping of the new kind, half an old one does no harm.
            let alone = match &mappings {
                Fact::Known(all, _) => all.is_empty(),
                _ => sink.absent(&mappings),
            };
            if alone && sink.yes(jvb.layers.reads_legacy()) {
                let name = if old(jvb, LOCAL).is_none() { LOCAL } else { PUBLIC };
                let effect = "Videobridge takes the two properties as a pair and passes over one alone. It tells browsers only the \
                              addresses of this machine, which behind NAT nobody outside reaches.";
                sink.report(finding(
                    entry.key_span,
                    format!("`{}` is missing", name.rsplit('.').next().unwrap_or(name)),
                    effect,
                    format!("Write both properties: add `{name}=` with the other address."),
                ));
            }
        }
        let Some((mappings, _)) = sink.known(&mappings) else { return };
        for node in mappings {
            if let Value::Unknown(reason) = &node.value {
                sink.cannot_tell(reason.clone(), Some(node.span));
                continue;
            }
            let has = |name: &str| node.get(name).is_some_and(|field| field.value != Value::Null);
            let Some((missing, effect)) = lack(&has) else { continue };
            if node.as_map().is_some() && matches!(certain(node), Verdict::Yes) {
                let help = format!("Write `{missing}` in this mapping as well.");
                sink.report(finding(node.span, format!("`{missing}` is missing"), effect, help));
            }
        }
    }
}

fn old<'j>(jvb: &'j Videobridge, property: &str) -> Option<&'j Entry> {
    jvb.layers.legacy_entry(property).or_else(|| jvb.layers.system.entry(property))
}

/// An unset variable takes its key away, so that only a mapping without any is certain.
fn certain(node: &Node) -> Verdict {
    let fields = node.as_map().into_iter().flat_map(|map| map.iter());
    Verdict::from_bool(!fields.into_iter().any(|field| matches!(field.node.value, Value::Unknown(_))))
}

fn lack(has: &dyn Fn(&str) -> bool) -> Option<(&'static str, &'static str)> {
    const ADDRESS: &str = "Videobridge needs both addresses of a mapping. Without one it cannot read the list at all, and fails as \
                           soon as a browser wants to connect.";
    const PORT: &str = "Videobridge wants both ports of a mapping or none (\"Inconsistent value for local-port and public-port\"). \
                        It cannot read the list, and fails as soon as a browser wants to connect.";
    match (has("local-address"), has("public-address"), has("local-port"), has("public-port")) {
        (false, ..) => Some(("local-address", ADDRESS)),
        (_, false, ..) => Some(("public-address", ADDRESS)),
        (_, _, false, true) => Some(("local-port", PORT)),
        (_, _, true, false) => Some(("public-port", PORT)),
        _ => None,
    }
}

fn finding(place: crate::text::Span, label: String, effect: &str, help: String) -> Finding {
    Finding::new(Problem {
        place,
        label,
        message: "meetings of three or more people have no audio and no video".into(),
        effect: effect.into(),
        help,
    })
}
