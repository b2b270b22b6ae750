//! Several bridges shall share a meeting, and only one side is told.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jicofo, Videobridge};
use crate::text::Span;

/// See the page.
pub struct HalfOcto;

static META: Meta = Meta {
    id: "bridge/half-octo",
    severity: Severity::Warning,
    title: "bridges that cannot share a meeting",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["syntax/invalid-hocon", "bridge/unknown-selection-strategy"],
    page: include_str!("half_octo.md"),
};

impl Rule for HalfOcto {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let jvb = deployment.jvb.as_ref();
        let fault = deployment.jicofo.as_ref().and_then(|jicofo| half(jicofo, jvb, sink));
        let Some((place, label, effect, help, related)) = fault.or_else(|| without_id(jvb?, sink)) else {
            return;
        };
        let finding = Finding::new(Problem {
            place,
            label: label.into(),
            message: "a large meeting stays on one bridge, or is broken for those on another".into(),
            effect: effect.into(),
            help: help.into(),
        });
        // To choose by regions makes sense for whole meetings too.
        let strategy =
            deployment.jicofo.as_ref().map(|jicofo| jicofo.text("jicofo.bridge.selection-strategy"));
        let by_region = matches!(&strategy, Some(Fact::Known(name, origin)) if name.contains("Region") && origin.span == place);
        let finding = if by_region { finding.severity(Severity::Info) } else { finding };
        sink.report(finding.related_opt(related, "the other side"));
    }
}

type Fault = (Span, &'static str, &'static str, &'static str, Option<Span>);

fn half(jicofo: &Jicofo, jvb: Option<&Videobridge>, sink: &mut Sink<'_>) -> Option<Fault> {
    let strategy = jicofo.text("jicofo.bridge.selection-strategy");
    let octo = jicofo.boolean("jicofo.octo.enabled");
    if let Fact::Known(name, origin) = &strategy
        && !name.ends_with("SingleBridgeSelectionStrategy")
        && !name.ends_with("VisitorSelectionStrategy")
        && sink.no(octo.is(|on| *on))
    {
        return Some((
            origin.span,
            "works only with `jicofo.octo.enabled = true`",
            "This way to choose bridges puts the people of one meeting on several. Without Octo Jicofo may not do that: it logs \
                 \"Octo is disabled\" and stays with the first bridge.",
            "Write `octo { enabled = true }` in the block `jicofo`, and switch on the relays of all bridges.",
            octo.place().filter(|_| octo.is_set()),
        ));
    }
    if !matches!(octo.is(|on| *on), Verdict::Yes) {
        return None;
    }
    let relay = jvb?.boolean("videobridge.relay.enabled");
    // One bridge alone needs no relay, and there may be no other.
    if !sink.no(relay.is(|on| *on)) || !strategy.is_set() {
        return None;
    }
    let place = relay.place()?;
    Some((
        place,
        "`videobridge.relay.enabled` is not true",
        "Jicofo is told that bridges share meetings, and this one cannot: \"Can not enable Octo: one of the selected bridges does not \
         support Octo.\" A meeting that needs a second bridge does not get this one.",
        "Write `relay { enabled = true, region = \"…\", relay-id = \"…\" }` in the block `videobridge`, with an id of its own for \
         every bridge.",
        octo.place(),
    ))
}

/// A relay must have a name.
fn without_id(jvb: &Videobridge, sink: &mut Sink<'_>) -> Option<Fault> {
    let relay = jvb.boolean("videobridge.relay.enabled");
    if !matches!(relay.is(|on| *on), Verdict::Yes) {
        return None;
    }
    let id = jvb.text("videobridge.relay.relay-id");
    let empty = match &id {
        Fact::Known(id, _) => id.is_empty(),
        unset => sink.absent(unset),
    };
    if !empty {
        return None;
    }
    Some((
        relay.place()?,
        "there is no `relay-id`",
        "Videobridge needs a name under which other bridges know it. Without `relay-id` it fails as soon as it announces itself, and \
         Jicofo does not use it.",
        "Write `relay-id = \"…\"` in the block `videobridge.relay`; every bridge needs one of its own, such as its address.",
        None,
    ))
}
