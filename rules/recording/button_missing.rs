//! A recorder is ready, and the page does not offer to record.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct ButtonMissing;

static META: Meta = Meta {
    id: "recording/button-missing",
    severity: Severity::Info,
    title: "recorder without a button",
    restart: &[],
    follows: &[
        "syntax/invalid-javascript",
        "syntax/javascript-stops-early",
        "recording/incomplete-environment",
    ],
    page: include_str!("button_missing.md"),
};

impl Rule for ButtonMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(jicofo), Some(_)) = (&deployment.jicofo, &deployment.jibri) else { return };
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        if !jicofo.text("jicofo.jibri.brewery-jid").is_set() {
            return;
        }
        for site in deployment.sites() {
            let domain = site.web.domain();
            let Some(recorder) =
                recorders.iter().find(|recorder| matches!(recorder.serves(&domain), Verdict::Yes))
            else {
                continue;
            };
            // Old releases have other names for it.
            let old = ["fileRecordingsEnabled", "liveStreamingEnabled"];
            if old.into_iter().any(|name| matches!(site.web.truthy(name).is(|on| *on), Verdict::Yes)) {
                continue;
            }
            if !sink.no(site.offers_recording()) {
                continue;
            }
            let Some(place) = site.web.value("recordingService.enabled").place() else { continue };
            let finding = Finding::new(Problem {
                place,
                label: "neither `recordingService.enabled` nor `liveStreaming.enabled` is true".into(),
                message: "nobody can start a recording from the page".into(),
                effect: "Jibri and Jicofo are set up to record. The page shows the buttons for it only if `config.js` switches them on; \
                         other programs can start a recording all the same."
                    .into(),
                help: "Write `recordingService: { enabled: true },` in `config`, or `liveStreaming: { enabled: true },` to stream.".into(),
            });
            sink.report(finding.about(site.subject()).related(recorder.place, "Jibri serves this site"));
        }
    }
}
