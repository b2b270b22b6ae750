//! An `Include` names a file that does not exist, or a directory holds a link to nothing.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::ReadError;
use crate::model::Deployment;
use crate::value::Reason;

/// See the page.
pub struct IncludeTargetMissing;

static META: Meta = Meta {
    id: "prosody/include-target-missing",
    severity: Severity::Error,
    title: "Include of a file that is not there",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("include_target_missing.md"),
};

impl Rule for IncludeTargetMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut failed = false;
        for include in prosody.includes() {
            let Some(problem) = &include.problem else { continue };
            failed = true;
            if !matches!(problem.error, ReadError::Missing | ReadError::DanglingLink | ReadError::NotAFile(_))
            {
                // Prosody runs as another user: what we may not read, it perhaps may.
                let reason = Reason::new(format!("`{}` could not be read: {}", problem.path, problem.error));
                sink.cannot_tell(reason, Some(include.span));
                continue;
            }
            sink.report(Finding::new(Problem {
                place: include.span,
                label: format!("`/{}`: {}", problem.path, problem.error),
                message: "nobody can connect after the next restart: Prosody does not start with this configuration".into(),
                effect: format!(
                    "Prosody must be able to read every file that an Include names. It stops with \"Error loading \
                     included /{}\" and loads nothing at all.",
                    problem.path
                ),
                help: match problem.error {
                    ReadError::DanglingLink => format!("Remove the link `/{}`, or restore the file it leads to.", problem.path),
                    _ => format!("Restore `/{}`, or remove this line.", problem.path),
                },
            }).stops(&[Service::Prosody]));
        }
        // Behind a syntax error the Includes are found all the same.
        if let (false, true, Some(reason)) = (failed, prosody.errors().is_empty(), prosody.lossy()) {
            sink.cannot_tell(reason.clone(), None);
        }
    }
}
