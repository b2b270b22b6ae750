//! A line of `sip-communicator.properties` that no option stands for.

use super::{listed, services};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Guess};

/// See the page.
pub struct UnknownProperty;

static META: Meta = Meta {
    id: "options/unknown-property",
    severity: Severity::Warning,
    title: "property that the program does not know",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["jicofo/legacy-file-not-read"],
    page: include_str!("unknown_property.md"),
};

impl Rule for UnknownProperty {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment).filter(|(service, _)| *service != "Jibri") {
            for property in layers.properties() {
                let Some(guess) = property.guess(layers.catalogue) else { continue };
                let place = property.entry.key_span;
                if let Verdict::CannotTell(reason, _) = layers.reads_legacy() {
                    sink.cannot_tell(reason, Some(place));
                    continue;
                }
                let key = &property.entry.key;
                let own = if service == "Jicofo" { "org.jitsi.videobridge." } else { "org.jitsi.jicofo." };
                let foreign = key.starts_with(own);
                let (label, help, severity) = match &guess {
                    _ if foreign => (
                        format!("{service} does not read this name"),
                        "Move the line to the file of the other service, if it is not there yet.".to_owned(),
                        Severity::Warning,
                    ),
                    Guess::Misspelt(right) => (
                        format!("probably `{right}` was meant"),
                        format!("Write `{right}`."),
                        Severity::Warning,
                    ),
                    Guess::Elsewhere(places) => (
                        format!("probably {} was meant", listed(places)),
                        format!("Write {} instead.", listed(places)),
                        Severity::Warning,
                    ),
                    Guess::Nothing => (
                        "no option has this name".to_owned(),
                        format!(
                            "Remove `{key}`, or look for its right name in `reference.conf` of {service}."
                        ),
                        Severity::Info,
                    ),
                };
                sink.report(
                    Finding::new(Problem {
                        place,
                        label,
                        message: format!("the setting `{key}` does nothing"),
                        effect: format!("{service} asks for the properties that it knows, and passes over all others without a word."),
                        help,
                    })
                    .severity(severity)
                    .restart_what_reads(deployment, place),
                );
            }
        }
    }
}
