//! The rooms want a token of everybody, and recorders have none.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Lookup};

/// See the page.
pub struct RefusedWithoutToken;

static META: Meta = Meta {
    id: "recording/refused-without-token",
    severity: Severity::Error,
    title: "recorder without a token",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "recording/account-host-missing",
        "auth/jwt-app-id-missing",
        "auth/jwt-key-source-missing",
    ],
    page: include_str!("refused_without_token.md"),
};

/// The first stable release where tokens are compared with the room's domain unless told otherwise.
const COMPARES: u32 = 7577;

impl Rule for RefusedWithoutToken {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let Some(module) = prosody.modules(muc).place_of("token_verification") else { continue };
            let recorder = site.recorder();
            let Some((recorder, theirs)) = sink.known(&recorder) else { continue };
            let exempt = site.lists_recorder(muc, "token_verification_allowlist", recorder);
            let refused = site.takes_tokens().and(site.rooms_refuse_tokenless(&recorder.domain));
            if !sink.yes(refused.and(exempt.negate())) {
                continue;
            }
            let Lookup::Found(parent) = prosody.verification_parent(muc) else { continue };
            // What the plugins do by themselves depends on their age.
            let asked = matches!(prosody.token_options(parent).verify_domain, Fact::Known(..));
            let severity = match deployment.jitsi_release() {
                _ if asked => Severity::Error,
                Some(release) if release < COMPARES => continue,
                Some(_) => Severity::Error,
                None => Severity::Warning,
            };
            let finding = Finding::new(Problem {
                place: module,
                label: format!("refuses users of `{}`", recorder.domain),
                message: "recordings do not start: the rooms refuse the recorder, which has no token".into(),
                effect: format!(
                    "Jibri logs in with a password on `{}` and has no token. `token_verification` compares the room with that \
                     in the token, finds none and answers \"not-allowed\"; Prosody logs \"not allowed to join\". Only plugins \
                     older than the release 2.0.{COMPARES} let it in.",
                    recorder.domain
                ),
                help: format!(
                    "Add `token_verification_allowlist = {{ \"{}\" }}` below `Component \"{}\" \"muc\"`.",
                    recorder.domain, muc.name
                ),
            });
            sink.report(
                finding
                    .severity(severity)
                    .about(site.subject())
                    .related(theirs.span, "the recorder's domain"),
            );
        }
    }
}
