//! Jicofo's login check does not name the domain of the users.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{AuthType, Deployment, Web};
use crate::text::Span;

/// See the page.
pub struct JicofoLoginUrlMissing;

static META: Meta = Meta {
    id: "auth/jicofo-login-url-missing",
    severity: Severity::Error,
    title: "login check of Jicofo without a domain",
    restart: &[Service::Jicofo],
    follows: &[],
    page: include_str!("jicofo_login_url_missing.md"),
};

impl Rule for JicofoLoginUrlMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        if !sink.yes(auth.is_active()) {
            return;
        }
        let place = match &auth.login_url {
            Fact::Known(url, origin) if url.trim().is_empty() => Some(origin.span),
            Fact::Known(..) => return,
            _ if jicofo.layers.is_misspelt("jicofo.authentication.login-url") => return,
            other => match sink.absent(other) {
                true => other.place(),
                false => return,
            },
        };
        let Some(place): Option<Span> = place.or(auth.place()) else { return };
        let domain = match deployment.webs.first().map(Web::domain) {
            Some(Fact::Known(domain, _)) => domain,
            _ => "meet.example.org".to_owned(),
        };
        let kind = match auth.is_active_as(&AuthType::Jwt) {
            crate::fact::Verdict::Yes => "EXT_JWT",
            _ => "XMPP",
        };
        // What it makes of an empty text, or of half a text in the legacy file, differs between releases.
        let certain = auth.legacy.is_none() && matches!(auth.login_url, Fact::Absent(_));
        sink.report(
            Finding::new(Problem {
                place,
                label: "no domain of users is named here".into(),
                message: "Jicofo does not start, so no meeting can be opened".into(),
                effect: "With the login check on, Jicofo needs the domain whose users may open meetings. There is \
                         no default: it ends with \"Failed to start jicofo\"."
                    .into(),
                help: match auth.legacy {
                    Some(_) => format!("Write `org.jitsi.jicofo.auth.URL={kind}:{domain}`."),
                    None => format!("Write `login-url = \"{domain}\"` into the `authentication` block of `jicofo.conf`."),
                },
            })
            .stops(if certain { &[Service::Jicofo] } else { &[] })
            .related_opt(auth.place().filter(|on| *on != place), "the login check is switched on here"),
        );
    }
}
