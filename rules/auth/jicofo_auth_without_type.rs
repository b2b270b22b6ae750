//! Jicofo's login check is switched on without saying which one.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{AuthType, Deployment};

/// See the page.
pub struct JicofoAuthWithoutType;

static META: Meta = Meta {
    id: "auth/jicofo-auth-without-type",
    severity: Severity::Error,
    title: "login check of Jicofo without a type",
    restart: &[Service::Jicofo],
    follows: &[],
    page: include_str!("jicofo_auth_without_type.md"),
};

impl Rule for JicofoAuthWithoutType {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        if auth.legacy.is_some() {
            return;
        }
        // `enabled = false` and its absence need no type, whatever that says.
        let Some((true, enabled)) = sink.known(&auth.enabled) else { return };
        let written = match &auth.kind {
            Fact::Known(AuthType::None, origin) => Some(origin.span),
            Fact::Known(..) => return,
            kind => {
                if !sink.absent(kind) || jicofo.layers.is_misspelt("jicofo.authentication.type") {
                    return;
                }
                None
            }
        };
        let finding = Finding::new(Problem {
            place: written.unwrap_or(enabled.span),
            label: match written {
                Some(_) => "this type checks nobody".into(),
                None => "switched on, but no `type` says what to check".into(),
            },
            message: "anybody can open meetings without logging in, although the login check is on".into(),
            effect:
                "Without a type Jicofo takes `NONE`: it logs \"Authentication service disabled.\" and asks \
                     nobody for a login."
                    .into(),
            help:
                "Write `type = XMPP` beside `enabled = true` (users with passwords), or `type = JWT` (users \
                   with tokens). If nobody is to be asked, write `enabled = false`."
                    .into(),
        });
        sink.report(match written {
            Some(_) => finding.related(enabled.span, "the login check is switched on here"),
            None => finding,
        });
    }
}
