//! The legacy property keeps Jicofo's password check on where it is meant to be off.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Jicofo};
use crate::text::Span;

/// See the page.
pub struct JicofoLegacyUrlOverrides;

static META: Meta = Meta {
    id: "auth/jicofo-legacy-url-overrides",
    severity: Severity::Error,
    title: "login check kept on by the legacy file",
    restart: &[Service::Jicofo],
    follows: &[],
    page: include_str!("jicofo_legacy_url_overrides.md"),
};

impl Rule for JicofoLegacyUrlOverrides {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        let Some(entry) = &auth.legacy else { return };
        let text = entry.node.as_str().unwrap_or_default();
        if !text.starts_with("XMPP:") && !text.starts_with("EXT_JWT:") {
            return;
        }
        let Some((message, other, label)) = contradiction(jicofo, text) else { return };
        if !sink.yes(auth.is_active()) {
            return;
        }
        sink.report(
            Finding::new(Problem {
                place: entry.key_span,
                label: "this line wins over `jicofo.conf`".into(),
                message: message.into(),
                effect: "Jicofo reads this legacy property first. That it is there at all switches the login check on, \
                         and its prefix is the type, whatever `jicofo.conf` says."
                    .into(),
                help: "Delete this line.".into(),
            })
            .related(other, label),
        );
    }
}

/// What `jicofo.conf` says otherwise: the message, the place, and what is to see there.
fn contradiction(jicofo: &Jicofo, legacy: &str) -> Option<(&'static str, Span, &'static str)> {
    // Without a table of legacy properties these are the values of jicofo.conf alone.
    let enabled = jicofo.layers.hocon_boolean("jicofo.authentication.enabled");
    if let Fact::Known(false, origin) = enabled {
        let message = "opening a meeting still needs a login, although the login check is switched off";
        return Some((message, origin.span, "switched off here, without effect"));
    }
    let Fact::Known(kind, origin) = jicofo.layers.hocon_text("jicofo.authentication.type") else {
        return None;
    };
    let (legacy, message) = match legacy.starts_with("XMPP:") {
        true => ("XMPP", "people are asked for a password, although Jicofo is told to take tokens"),
        false => ("JWT", "Jicofo expects tokens, although it is told to ask for passwords"),
    };
    let other = matches!(kind.as_str(), "XMPP" | "JWT") && kind != legacy;
    other.then_some((message, origin.span, "this type has no effect"))
}
