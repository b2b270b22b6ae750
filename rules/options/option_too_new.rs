//! An option that the installed release does not have yet.

use super::services;
use crate::catalogue::release_number;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, What};

/// See the page.
pub struct OptionTooNew;

static META: Meta = Meta {
    id: "options/option-too-new",
    severity: Severity::Info,
    title: "option of a newer release",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &[],
    page: include_str!("option_too_new.md"),
};

impl Rule for OptionTooNew {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(release) = deployment.jitsi_release() else { return };
        for (service, layers) in services(deployment) {
            let newest = layers.catalogue.newest();
            for written in layers.written() {
                let What::Option(setting) = written.what else { continue };
                let since = setting.since.and_then(release_number);
                // What no release has yet comes from an archive whose numbers say nothing.
                let Some(since) = since.filter(|since| *since > release && *since <= newest) else {
                    continue;
                };
                sink.report(
                    Finding::new(Problem {
                        place: written.entry.key_span,
                        label: format!("there is such an option since release 2.0.{since}"),
                        message: format!("the setting `{}` does nothing yet", written.path),
                        effect: format!(
                            "Release 2.0.{release} is installed. Its {service} does not know the option, passes over it, and says nothing."
                        ),
                        help: format!("Upgrade to 2.0.{since} or later, or remove the line."),
                    })
                    .restart_what_reads(deployment, written.entry.key_span),
                );
            }
        }
    }
}
