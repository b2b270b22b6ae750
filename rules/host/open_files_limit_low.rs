//! The bridge may open few files.

use super::facts::runs;
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct OpenFilesLimitLow;

static META: Meta = Meta {
    id: "host/open-files-limit-low",
    severity: Severity::Warning,
    title: "few open files for the bridge",
    restart: &[],
    follows: &[],
    page: include_str!("open_files_limit_low.md"),
};

/// What the unit of the bridge sets, and below which its start script warns.
const WANTED: i64 = 65_000;

impl Rule for OpenFilesLimitLow {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let services = deployment.services_here();
        let Some((unit, file)) = services.iter().find(|(unit, _)| *unit == "jitsi-videobridge2") else {
            return;
        };
        if !runs(deployment, unit, sink) {
            return;
        }
        let limit = deployment.host.number(&["units", unit, "open_files"]);
        let Some((limit, origin)) = sink.known(&limit) else { return };
        if *limit >= WANTED {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: format!("less than {WANTED}"),
            message: "at some number of people nobody more gets audio and video, until the bridge restarts"
                .into(),
            effect: format!(
                "The bridge may have {limit} files and connections open at once. When it reaches that, it logs \"Too many open files\" and \
                 takes no more. Its unit allows {WANTED}; something else sets less."
            ),
            help: format!(
                "Look for `LimitNOFILE` in what `systemctl cat {unit}` shows, and remove it or write `LimitNOFILE={WANTED}`. Then run \
                 `systemctl daemon-reload`, and restart the bridge when no call is running."
            ),
        });
        sink.report(finding.about(*unit).related(*file, "the bridge on this machine"));
    }
}
