//! The recorder is not exempt from the passwords of rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct KeptOutByPassword;

static META: Meta = Meta {
    id: "recording/kept-out-by-password",
    severity: Severity::Warning,
    title: "recorder kept out by passwords",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/option-without-module",
        "rooms/muc-component-missing",
        "recording/account-host-missing",
    ],
    page: include_str!("kept_out_by_password.md"),
};

impl Rule for KeptOutByPassword {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let Some(module) = prosody.modules(muc).place_of("muc_password_whitelist") else { continue };
            let recorder = site.recorder();
            let Some((recorder, theirs)) = sink.known(&recorder) else { continue };
            if !sink.no(site.lists_recorder(muc, "muc_password_whitelist", recorder)) {
                continue;
            }
            let own = prosody.option(muc, "muc_password_whitelist");
            let finding = Finding::new(Problem {
                place: if own.is_set() { own.place().unwrap_or(module) } else { module },
                label: format!("`{}` is not in the list", recorder.domain),
                message: "a meeting with a password cannot be recorded".into(),
                effect: format!(
                    "Jibri joins as a user of `{}` and does not know the passwords of rooms. `muc_password_whitelist` lets the \
                     listed accounts and domains in without one; the recorder is refused, and the recording fails.",
                    recorder.domain
                ),
                help: format!(
                    "Add `\"{}\"` to `muc_password_whitelist` below `Component \"{}\" \"muc\"`.",
                    recorder.domain, muc.name
                ),
            });
            sink.report(finding.about(site.subject()).related(theirs.span, "the recorder's domain"));
        }
    }
}
