//! `asap_accepted_issuers` replaces the `app_id` as the only accepted issuer.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct JwtIssuerExcludesAppId;

static META: Meta = Meta {
    id: "auth/jwt-issuer-excludes-app-id",
    severity: Severity::Info,
    title: "accepted issuers without the application id",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "auth/jwt-comma-joined-list",
    ],
    page: include_str!("jwt_issuer_excludes_app_id.md"),
};

impl Rule for JwtIssuerExcludesAppId {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            if !matches!(options.keys_from_web(), Verdict::No) || !options.app_secret.is_set() {
                continue;
            }
            let Some((issuers, origin)) = sink.known(&options.issuers) else { continue };
            let Some((app_id, at)) = sink.known(&options.app_id) else { continue };
            let included = issuers.any(|issuer| issuer == "*" || issuer == app_id);
            if !sink.yes(takes_tokens.and(included.negate())) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`{app_id}` is not among these"),
                message: format!("tokens with `{app_id}` as `iss` are refused"),
                effect: "Without `asap_accepted_issuers` Prosody accepts the `app_id` as `iss`; with it only the names in this \
                         list. Guides tell people to sign tokens with the `app_id` as `iss`: these get \"invalid 'iss' claim\"."
                    .into(),
                help: format!("If your tokens carry it, add `\"{app_id}\"` to the list. If they do not, all is well."),
            })
            .about(&host.name)
            .related(at.span, "the application id");
            sink.report(finding);
        }
    }
}
