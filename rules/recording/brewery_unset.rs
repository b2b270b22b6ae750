//! Recording is wanted, and Jicofo is not told where recorders announce themselves.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid};
use crate::text::Span;

/// See the page.
pub struct BreweryUnset;

static META: Meta = Meta {
    id: "recording/brewery-unset",
    severity: Severity::Error,
    title: "Jicofo looks for no recorder",
    restart: &[Service::Jicofo],
    follows: &[
        "syntax/invalid-hocon",
        "jicofo/section-outside-root",
        "jicofo/legacy-file-not-read",
        "recording/incomplete-environment",
    ],
    page: include_str!("brewery_unset.md"),
};

impl Rule for BreweryUnset {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        // One for calls by SIP alone is enough for a site without recording.
        if jicofo.text("jicofo.jibri-sip.brewery-jid").is_set() {
            return;
        }
        let brewery = jicofo.text("jicofo.jibri.brewery-jid");
        if let Fact::Known(room, _) = &brewery
            && Jid::parse(room).is_some()
        {
            return;
        }
        let domain = jicofo.xmpp_domain();
        let recorders = deployment.recorders();
        let here = match &recorders {
            Fact::Known(all, _) => all.iter().find(|it| matches!(it.serves(&domain), Verdict::Yes)),
            _ => None,
        };
        let wanted = deployment.sites().find(|site| {
            matches!(jicofo.serves(site).and(site.offers_recording()), Verdict::Yes) && site.main().is_some()
        });
        let (severity, room, reason) = match (here, wanted) {
            (Some(recorder), _) => {
                (Severity::Error, recorder.control_muc(), (recorder.place, "Jibri serves this site"))
            }
            (None, Some(site)) => {
                let on = ["recordingService.enabled", "liveStreaming.enabled"]
                    .into_iter()
                    .find_map(|path| site.web.entry(path));
                let Some(on) = on else { return };
                (Severity::Warning, Fact::absent(None), (on.key_span, "the page offers it"))
            }
            (None, None) => return,
        };
        let malformed = match &brewery {
            Fact::Known(_, origin) => Some(origin.span),
            unset => {
                if !sink.absent(unset) {
                    return;
                }
                None
            }
        };
        let start = jicofo.layers.hocon.as_ref().map(|(file, _)| Span::start_of(*file));
        let Some(place) = malformed.or(brewery.place()).or(start) else { return };
        let room = match room {
            Fact::Known(room, _) => room.to_string(),
            _ => match &domain {
                Fact::Known(domain, _) => format!("jibribrewery@internal.auth.{domain}"),
                _ => "jibribrewery@internal.auth.…".to_owned(),
            },
        };
        let finding = Finding::new(Problem {
            place,
            label: match malformed {
                Some(_) => "not of the form `room@service`: Jicofo takes it for not set".into(),
                None => "`jicofo.jibri.brewery-jid` is missing".into(),
            },
            message: "nobody can record or stream: Jicofo looks for no recorder".into(),
            effect: "Jicofo finds recorders in the room that `brewery-jid` names. Without one it logs \"No Jibri detector \
                     configured.\" and refuses every request to record."
                .into(),
            help: format!("Write `brewery-jid = \"{room}\"` in the block `jicofo.jibri`."),
        });
        sink.report(finding.severity(severity).related(reason.0, reason.1));
    }
}
