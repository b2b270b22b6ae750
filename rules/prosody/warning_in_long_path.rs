//! Prosody stops at its own warning, because the path of the file is too long for Lua.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use std::collections::BTreeSet;

/// See the page.
pub struct WarningInLongPath;

static META: Meta = Meta {
    id: "prosody/warning-in-long-path",
    severity: Severity::Error,
    title: "line that Prosody warns about in a file with a long path",
    restart: &[Service::Prosody],
    follows: &["syntax/invalid-lua"],
    page: include_str!("warning_in_long_path.md"),
};

impl Rule for WarningInLongPath {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        if let Some((reason, place)) = prosody.long_path_unknown() {
            sink.cannot_tell(reason.clone(), Some(place));
        }
        // Prosody stops at the first one; each file is another thing to mend.
        let mut seen = BTreeSet::new();
        for error in prosody.long_paths().iter().filter(|error| seen.insert(error.span.file)) {
            let fix = error.fix.as_deref().unwrap_or("remove the line");
            sink.report(Finding::new(Problem {
                place: error.span,
                label: error.cause.clone(),
                message: "nobody can connect after the next restart: Prosody does not start with this configuration"
                    .into(),
                effect: "Prosody looks for the number of the line by the path of the file. Lua cuts paths of more \
                         than 59 bytes off, so Prosody finds none, stops with \"bad argument #2 to 'format' (number \
                         expected, got nil)\" and refuses the whole configuration."
                    .into(),
                help: format!("To mend it, {fix}. A shorter name of the file helps too: rename the link in `conf.d`."),
            }).stops(&[Service::Prosody]));
        }
    }
}
