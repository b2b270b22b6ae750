//! A module for Matrix decides about owners where nobody logs in by Matrix.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct MatrixSyncWithoutMatrix;

static META: Meta = Meta {
    id: "rooms/matrix-sync-without-matrix",
    severity: Severity::Warning,
    title: "Matrix decides about moderators",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/removed-module",
        "prosody/module-file-missing",
        "auth/unknown-login-method",
    ],
    page: include_str!("matrix_sync_without_matrix.md"),
};

impl Rule for MatrixSyncWithoutMatrix {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let Some(place) = prosody.modules(muc).place_of("matrix_power_sync") else { continue };
            let method = prosody.text(main, "authentication");
            let Some((name, origin)) = sink.known(&method) else { continue };
            let wanted = prosody.boolean(main, "uvs_sync_power_levels");
            let off = matches!(&wanted, Fact::Known(false, _));
            if name.contains("matrix") && !off {
                continue;
            }
            let finding = Finding::new(Problem {
                place,
                label: "asks a Matrix server for everybody's rights".into(),
                message: "nobody becomes moderator".into(),
                effect: "`matrix_power_sync` keeps owners away until a Matrix server has told their rights, and users of this \
                         site are not users of Matrix. Jicofo logs \"Failed to grant ownership\" with \"not-acceptable\"."
                    .into(),
                help: "Remove `\"matrix_power_sync\";`.".into(),
            });
            sink.report(finding.about(site.subject()).related(origin.span, "how users log in"));
        }
    }
}
