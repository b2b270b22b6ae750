//! The login page starts with one client and `static/sso.html` ends with another.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct OidcClientMismatch;

static META: Meta = Meta {
    id: "auth/oidc-client-mismatch",
    severity: Severity::Error,
    title: "two different OIDC clients",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("oidc_client_mismatch.md"),
};

impl Rule for OidcClientMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let url = site.web.text("tokenAuthUrl");
            let Some((url, url_at)) = sink.known(&url) else { continue };
            let address = Address::parse(url);
            let (Some(_), Some(asked)) = (address.sso_page(), address.parameter("client_id")) else {
                continue;
            };
            let client = site.web.text("sso.clientId");
            let Some((client, origin)) = sink.known(&client) else { continue };
            if *client == asked {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("the login page is opened as `{asked}`"),
                message: "nobody can log in: the login starts as one client and ends as another".into(),
                effect: format!(
                    "`tokenAuthUrl` gets its code as client `{asked}`; `static/sso.html` tries to exchange the code as \
                     client `{client}`, and the identity provider refuses that."
                ),
                help: format!(
                    "Write `clientId: '{asked}'`, or `client_id={client}` in `tokenAuthUrl`: the name of the client in the provider."
                ),
            });
            sink.report(finding.about(site.subject()).related(url_at.span, format!("`client_id={asked}`")));
        }
    }
}
