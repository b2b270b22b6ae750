//! The issuers that Prosody accepts are not the one whose keys it loads.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Host, Prosody, Site};
use crate::text::Span;

/// See the page.
pub struct OidcIssuerMismatch;

static META: Meta = Meta {
    id: "auth/oidc-issuer-mismatch",
    severity: Severity::Error,
    title: "accepted issuer that the identity provider is not",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jwt-app-id-missing",
        "auth/jwt-key-source-missing",
        "auth/jwt-comma-joined-list",
        "auth/jwt-options-out-of-scope",
        "prosody/swallowed-options",
    ],
    page: include_str!("oidc_issuer_mismatch.md"),
};

impl Rule for OidcIssuerMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let keys = site.keys_url();
            let Some((keys, keys_at)) = sink.known(&keys) else { continue };
            let address = Address::parse(keys);
            let Some(issuer) = address.issuer() else { continue };
            let accepted = Accepted::of(prosody, main, keys_at.span);
            let same_realm =
                accepted.issuers.iter().any(|own| Address::parse(own).realm() == realm_only(&address));
            let near = address.is_internal() && same_realm;
            if !sink.no(accepted.has(&issuer)) || (near && accepted.fits_login(&site)) {
                continue;
            }
            let shown = accepted.issuers.first().map_or("nothing", String::as_str);
            let finding = Finding::new(Problem {
                place: accepted.place,
                label: match accepted.written {
                    true => "the tokens name another issuer than this".into(),
                    false => "`asap_accepted_issuers` is not set, so only `app_id` is accepted".into(),
                },
                message: "everybody who logs in at the identity provider is refused".into(),
                effect: format!(
                    "Tokens of this provider name `{issuer}` as their issuer. Prosody accepts `{shown}` and compares \
                     letter by letter, also `http` and a slash at the end; it answers \"invalid 'iss' claim\"."
                ),
                help: match near {
                    true => "Make sure that the accepted issuer is the address at which browsers see the provider.".into(),
                    false => format!("Write `asap_accepted_issuers = {{ \"{issuer}\" }}`, above the first VirtualHost."),
                },
            });
            let finding = match accepted.written {
                true => finding.related(keys_at.span, "the keys come from this issuer"),
                false => finding,
            };
            // The provider may name its public address, whatever address the keys are fetched from.
            let finding = if near { finding.severity(Severity::Warning) } else { finding };
            sink.report(finding.about(site.subject()));
        }
    }
}

/// What Prosody accepts as the issuer of a token.
struct Accepted {
    issuers: Vec<String>,
    unknown: Verdict,
    place: Span,
    written: bool,
}

impl Accepted {
    fn of(prosody: &Prosody, main: &Host, keys: Span) -> Self {
        let (issuers, unknown, place, written) = match prosody.texts(main, "asap_accepted_issuers") {
            Fact::Known(texts, origin) => {
                let unknown = texts.any(|_| false);
                let place = match texts.items.as_slice() {
                    [only] => only.span,
                    _ => origin.span,
                };
                (texts.items.into_iter().map(|item| item.text).collect(), unknown, place, true)
            }
            Fact::Unknown(reason, origin) => {
                (Vec::new(), Verdict::CannotTell(reason, Some(origin.span)), origin.span, true)
            }
            Fact::Absent(_) => {
                let app_id = prosody.text(main, "app_id");
                let unknown = app_id.is(|_| false);
                let known = if let Fact::Known(app_id, _) = app_id { vec![app_id] } else { Vec::new() };
                (known, unknown, keys, false)
            }
        };
        Accepted { issuers, unknown, place, written }
    }

    fn has(&self, issuer: &str) -> Verdict {
        let known = self.issuers.iter().any(|own| own == "*" || own == issuer);
        Verdict::from_bool(known).or(self.unknown.clone())
    }

    fn fits_login(&self, site: &Site<'_>) -> bool {
        match site.web.text("tokenAuthUrl") {
            Fact::Known(url, _) => {
                Address::parse(&url).issuer().is_some_and(|issuer| self.issuers.contains(&issuer))
            }
            _ => false,
        }
    }
}

fn realm_only<'t>(address: &Address<'t>) -> Option<(&'t str, &'t str)> {
    address.realm().map(|(realm, _)| (realm, ""))
}
