//! Jicofo lets users of another domain open meetings than the one where users log in.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{AuthType, Deployment, same_domain};

/// See the page.
pub struct JicofoLoginUrlMismatch;

static META: Meta = Meta {
    id: "auth/jicofo-login-url-mismatch",
    severity: Severity::Error,
    title: "login check of Jicofo for another domain",
    restart: &[Service::Jicofo],
    follows: &["prosody/main-host-missing"],
    page: include_str!("jicofo_login_url_mismatch.md"),
};

impl Rule for JicofoLoginUrlMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        if !sink.yes(auth.is_active()) {
            return;
        }
        let Some((url, origin)) = sink.known(&auth.login_url) else { return };
        if url.trim().is_empty() {
            return;
        }
        let accepted = domain_of_jid(url);
        let main = deployment.sites().find_map(|site| match site.web.domain() {
            Fact::Known(domain, origin) => Some((domain, origin.span)),
            _ => None,
        });
        // Without a config.js here, or one that names no domain, only what can be no domain at all is wrong for sure.
        let right = match deployment.sites().all(|site| !site.web.domain().is_set()) {
            true => Verdict::from_bool(!accepted.contains(':')),
            false => deployment
                .sites()
                .flat_map(|site| [site.web.domain(), site.web.domain_of("authdomain")])
                .map(|domain| domain.is(|domain| same_domain(domain, accepted)))
                .fold(Verdict::No, Verdict::or),
        };
        if !sink.no(right) {
            return;
        }
        let wanted = main.as_ref().map_or_else(|| bare(url), |(domain, _)| domain.as_str());
        let guests = deployment.sites().any(|site| {
            matches!(site.web.anonymous_domain().is(|guest| same_domain(guest, accepted)), Verdict::Yes)
        });
        let (label, message) = match guests {
            true => ("the domain of the guests", "every guest can open meetings and becomes their moderator"),
            false if accepted.contains(':') => (
                "this must be a domain and nothing else",
                "nobody can open a meeting, and logging in does not help",
            ),
            false => (
                "not the domain where users log in",
                "nobody can open a meeting, and logging in does not help",
            ),
        };
        let line = match (&auth.legacy, auth.is_active_as(&AuthType::Jwt)) {
            (Some(_), Verdict::Yes) => format!("org.jitsi.jicofo.auth.URL=EXT_JWT:{wanted}"),
            (Some(_), _) => format!("org.jitsi.jicofo.auth.URL=XMPP:{wanted}"),
            (None, _) => format!("login-url = \"{wanted}\""),
        };
        let finding = Finding::new(Problem {
            place: origin.span,
            label: label.into(),
            message: message.into(),
            effect: match guests {
                true => format!(
                    "Jicofo takes everybody of `{accepted}` for logged in. Who really logs in gets \"not authorized user \
                     domain\"."
                ),
                false => format!(
                    "Jicofo lets only users of exactly `{accepted}` open a meeting. Everybody else gets \"not authorized \
                     user domain\", and the page waits for a host."
                ),
            },
            help: format!("Write `{line}`."),
        });
        sink.report(match main {
            Some((domain, place)) => finding.related(place, "users log in at this domain").about(domain),
            None => finding,
        });
    }
}

/// The domain that Jicofo takes from the option: what stands before a slash and after an `@`.
fn domain_of_jid(url: &str) -> &str {
    let bare = url.split('/').next().unwrap_or(url);
    bare.split_once('@').map_or(bare, |(_, domain)| domain)
}

/// The domain that was probably meant: without a prefix, a scheme, a path and a port.
fn bare(url: &str) -> &str {
    let url = url.strip_prefix("XMPP:").or_else(|| url.strip_prefix("EXT_JWT:")).unwrap_or(url);
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.split(['/', ':']).next().unwrap_or(url)
}
