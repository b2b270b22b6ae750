//! A complete client in the bridge's legacy file hides all clients of `jvb.conf`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct LegacyClientShadows;

static META: Meta = Meta {
    id: "bridge/legacy-client-shadows",
    severity: Severity::Error,
    title: "bridge account hidden by the legacy file",
    restart: &[Service::Videobridge],
    follows: &[],
    page: include_str!("legacy_client_shadows.md"),
};

impl Rule for LegacyClientShadows {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        for shadowed in jvb.shadowed_clients() {
            if let Verdict::CannotTell(reason, _) = jvb.layers.reads_legacy() {
                sink.cannot_tell(reason, Some(shadowed.winner));
                continue;
            }
            sink.report(
                Finding::new(Problem {
                    place: shadowed.winner,
                    label: "this client takes effect".into(),
                    message: "audio and video may fail: the bridge ignores the account and room in `jvb.conf`".into(),
                    effect: format!(
                        "One complete set of `{}` makes Videobridge ignore all clients below \
                         `videobridge.apis.xmpp-client.configs`. It goes on with the old account and room.",
                        shadowed.property
                    ),
                    help: format!(
                        "Remove the lines `{}` from this file if `jvb.conf` is right, or carry their values over first.",
                        shadowed.property
                    ),
                })
                .related(shadowed.loser, "this client has no effect"),
            );
        }
    }
}
