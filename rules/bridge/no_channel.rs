//! Bridge and browsers have no channel besides the media.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct NoChannel;

static META: Meta = Meta {
    id: "bridge/no-channel",
    severity: Severity::Error,
    title: "bridge without a channel",
    restart: &[Service::Videobridge, Service::Jicofo],
    follows: &["syntax/invalid-hocon", "bridge/websocket-unreachable"],
    page: include_str!("no_channel.md"),
};

const WEBSOCKETS: &str = "videobridge.websockets.enabled";
const BRIDGE: &str = "videobridge.sctp.enabled";
const JICOFO: &str = "jicofo.sctp.enabled";
/// From this stable release on browsers take SCTP where it is offered.
const PREFERS_SCTP: u32 = 9584;

impl Rule for NoChannel {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let of_bridge = jvb.boolean(BRIDGE);
        let of_jicofo = deployment.jicofo.as_ref().map(|jicofo| jicofo.boolean(JICOFO));
        let off = |fact: &Fact<bool>| fact.is(|on| !on);
        let jicofo_off = of_jicofo.as_ref().map_or(Verdict::No, off);
        if matches!(off(&of_bridge).or(jicofo_off.clone()), Verdict::No) {
            return;
        }
        let websockets = jvb.layers.is_on(WEBSOCKETS);
        if sink.no(websockets.clone()) {
            let place = match (&of_bridge, &of_jicofo) {
                (Fact::Known(false, origin), _) => origin.span,
                (_, Some(Fact::Known(false, origin))) => origin.span,
                // It depends on something.
                _ => {
                    sink.yes(off(&of_bridge).or(jicofo_off));
                    return;
                }
            };
            let finding = Finding::new(Problem {
                place,
                label: "SCTP is switched off, and so are WebSockets".into(),
                message: "video in meetings of three or more people is broken: nobody tells the bridge what to send".into(),
                effect: "Over its channel a browser tells the bridge which videos it shows. SCTP and WebSockets are the two ways to \
                         have one; here both are off, and browsers log \"Neither SCTP nor a websocket is available\"."
                    .into(),
                help: "Remove this line: SCTP is on by default in Videobridge and in Jicofo.".into(),
            });
            return sink
                .report(finding.related_opt(jvb.boolean(WEBSOCKETS).place(), "WebSockets are off here"));
        }
        let (Fact::Known(false, origin), Some(theirs)) = (&of_bridge, &of_jicofo) else { return };
        if !matches!(websockets, Verdict::Yes) || !sink.no(off(theirs)) {
            return;
        }
        let severity = match deployment.jitsi_release() {
            Some(release) if release >= PREFERS_SCTP => Severity::Error,
            _ => Severity::Warning,
        };
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "Jicofo asks for SCTP all the same".into(),
            message: "meetings of three or more people may have no audio and no video".into(),
            effect: format!(
                "Jicofo asks the bridge for SCTP for every browser that knows it, since the release 2.0.{PREFERS_SCTP} for all. \
                 A bridge without it answers \"SCTP support is not configured\", and Jicofo takes it out of service; with older \
                 releases that depends on the version."
            ),
            help: "Remove this line, or write `jicofo.sctp.enabled = false` in jicofo.conf as well.".into(),
        });
        sink.report(finding.severity(severity).related_opt(theirs.place(), "SCTP is on in Jicofo"));
    }
}
