//! The page offers subtitles, and Jicofo knows nobody who writes them.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct TranscriberMissing;

static META: Meta = Meta {
    id: "recording/transcriber-missing",
    severity: Severity::Warning,
    title: "subtitles without anybody to write them",
    restart: &[Service::Jicofo],
    follows: &["syntax/invalid-hocon", "syntax/javascript-stops-early"],
    page: include_str!("transcriber_missing.md"),
};

impl Rule for TranscriberMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let template = jicofo.text(TEMPLATE);
        if let Fact::Known(url, origin) = &template
            && !url.contains("{{MEETING_ID}}")
        {
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "there is no `{{MEETING_ID}}` in it".into(),
                message: "the subtitles of all meetings go to one address, which cannot tell them apart".into(),
                effect: "Jicofo puts the id of the meeting in the place of `{{MEETING_ID}}`, and the bridge sends the sound there. \
                         Without it the log says \"Transcriber URL template does not contain MEETING_ID\"."
                    .into(),
                help: "Write `{{MEETING_ID}}` where the service wants the id, such as `wss://…/record/{{MEETING_ID}}`.".into(),
            });
            sink.report(finding);
        }
        let brewery = jicofo.text(BREWERY);
        for site in deployment.sites() {
            let wanted = site.web.truthy("transcription.enabled");
            if !matches!(wanted, Fact::Known(true, _) | Fact::Unknown(..))
                || !matches!(jicofo.serves(&site), Verdict::Yes)
                || !sink.absent(&template)
                || !sink.absent(&brewery)
            {
                continue;
            }
            let Some((true, origin)) = sink.known(&wanted).map(|(on, origin)| (*on, origin)) else {
                continue;
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "Jicofo knows neither Jigasi nor another service for this".into(),
                message: "the button for subtitles does nothing: nobody writes down what is said".into(),
                effect: "The page asks Jicofo for a transcriber. Jicofo has no room where one would wait, and no address of a service: \
                         \"Unable to invite transcriber due to no Jigasi instances being available\"."
                    .into(),
                help: "Set up Jigasi as a transcriber and write `jicofo.jigasi.brewery-jid = \"JigasiBrewery@internal.auth.…\"`, or switch \
                       `transcription.enabled` off."
                    .into(),
            });
            sink.report(finding.about(site.subject()).related_opt(brewery.place(), "it would stand here"));
        }
    }
}

const TEMPLATE: &str = "jicofo.transcription.url-template";
const BREWERY: &str = "jicofo.jigasi.brewery-jid";
