//! The identity provider calls itself otherwise than `asap_accepted_issuers` says.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct IssuerDiffers;

static META: Meta = Meta {
    id: "network/issuer-differs",
    severity: Severity::Error,
    title: "issuer that the identity provider does not use",
    restart: &[Service::Prosody],
    follows: &["auth/oidc-issuer-mismatch", "auth/oidc-realm-mismatch", "auth/oidc-address-misspelt"],
    page: include_str!("issuer_differs.md"),
};

impl Rule for IssuerDiffers {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, certain) in prosody.token_hosts() {
            let issuers = prosody.token_options(host).issuers;
            let (true, Fact::Known(accepted, _)) = (certain.is_yes(), &issuers) else { continue };
            for item in &accepted.items {
                let issuer = deployment.answer("discovery", &item.text).text("issuer");
                let Some((&issuer, learnt)) = sink.known(&issuer) else { continue };
                // Microsoft's common endpoint writes `{tenantid}` for whatever stands in the token.
                if issuer.contains('{') || !sink.no(accepted.any(|own| own == issuer || own == "*")) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: item.span,
                    label: format!("its tokens say `{issuer}`"),
                    message: "every login is refused: the tokens name another issuer than Prosody accepts"
                        .into(),
                    effect: format!(
                        "The provider at `{}` calls itself `{issuer}` and writes that into its tokens. Prosody compares letter by letter and refuses \
                         them with \"Invalid issuer ('iss' claim)\".",
                        item.text
                    ),
                    help: format!(
                        "Write `\"{issuer}\"` here. If that is not the address which users see, correct the host name in the identity provider first \
                         (Keycloak: `KC_HOSTNAME`, and `X-Forwarded-Proto` from its proxy)."
                    ),
                });
                sink.report(finding.related(learnt.span, "what the provider says").about(&host.name));
            }
        }
    }
}
