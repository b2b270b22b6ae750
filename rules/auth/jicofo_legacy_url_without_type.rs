//! The legacy property switches Jicofo's login check on, but does not say which one.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{AuthType, Deployment};

/// See the page.
pub struct JicofoLegacyUrlWithoutType;

static META: Meta = Meta {
    id: "auth/jicofo-legacy-url-without-type",
    severity: Severity::Error,
    title: "login domain in the legacy file without its prefix",
    restart: &[Service::Jicofo],
    follows: &[],
    page: include_str!("jicofo_legacy_url_without_type.md"),
};

impl Rule for JicofoLegacyUrlWithoutType {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        let Some(entry) = &auth.legacy else { return };
        let text = entry.node.as_str().unwrap_or_default();
        if text.starts_with("XMPP:") || text.starts_with("EXT_JWT:") {
            return;
        }
        // Who switched the check off in jicofo.conf has what they want.
        if matches!(jicofo.layers.hocon_boolean("jicofo.authentication.enabled"), Fact::Known(false, _)) {
            return;
        }
        let Some((AuthType::None, origin)) = sink.known(&auth.kind) else { return };
        let prefix = text.split(':').next().unwrap_or_default();
        let domain = match text.split_once(':') {
            Some((_, domain)) if matches!(prefix.to_uppercase().as_str(), "XMPP" | "EXT_JWT") => domain,
            Some(_) => "",
            None => text,
        };
        let domain = match (domain, deployment.webs.first().map(crate::model::Web::domain)) {
            ("", Some(Fact::Known(main, _))) => main,
            ("", _) => "meet.example.org".to_owned(),
            (domain, _) => domain.to_owned(),
        };
        let line = match prefix.eq_ignore_ascii_case("EXT_JWT") {
            true => format!("org.jitsi.jicofo.auth.URL=EXT_JWT:{domain}"),
            false => format!("org.jitsi.jicofo.auth.URL=XMPP:{domain}"),
        };
        sink.report(Finding::new(Problem {
            place: origin.span,
            label: "this does not start with `XMPP:` or `EXT_JWT:`".into(),
            message: "anybody can open meetings without logging in, although a login domain is set".into(),
            effect: "Jicofo reads the kind of login from the prefix of this property, letter by letter. \
                     With any other beginning it logs \"Authentication service disabled.\" and asks nobody \
                     for a login. The property also beats what `jicofo.conf` says."
                .into(),
            help: format!(
                "Write `{line}`, or delete the line and write the `authentication` block into `jicofo.conf`."
            ),
        }));
    }
}
