//! Jicofo's login check has a type that Jicofo does not know.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{AuthType, Deployment};

/// See the page.
pub struct JicofoAuthTypeInvalid;

static META: Meta = Meta {
    id: "auth/jicofo-auth-type-invalid",
    severity: Severity::Error,
    title: "type of login check that Jicofo does not know",
    restart: &[Service::Jicofo],
    follows: &[],
    page: include_str!("jicofo_auth_type_invalid.md"),
};

impl Rule for JicofoAuthTypeInvalid {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let auth = jicofo.auth();
        // Jicofo reads the type only when the check is on and the legacy property does not decide.
        if auth.legacy.is_some() || !sink.yes(auth.enabled.is(|enabled| *enabled)) {
            return;
        }
        let Some((AuthType::Invalid(word), origin)) = sink.known(&auth.kind) else { return };
        let (meant, why) = match word.to_uppercase().as_str() {
            "XMPP" | "JWT" | "NONE" => (word.to_uppercase(), "Only capital letters are accepted."),
            "EXT_JWT" => ("JWT".to_owned(), "`EXT_JWT` belongs to the legacy property."),
            "SHIBBOLETH" => ("XMPP".to_owned(), "Shibboleth was removed from Jicofo in 2023."),
            _ => ("XMPP".to_owned(), "For users with tokens it is `JWT`."),
        };
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "not one of XMPP, JWT and NONE".into(),
            message: "Jicofo does not start, so no meeting can be opened".into(),
            effect: format!(
                "Jicofo knows the types `XMPP`, `JWT` and `NONE`, letter by letter. At `{word}` it logs \"Failed to \
                 start jicofo\" and ends."
            ),
            help: format!("Write `type = {meant}`. {why}"),
        });
        // Old releases know it.
        let known_once = word.eq_ignore_ascii_case("shibboleth");
        sink.report(finding.stops(if known_once { &[] } else { &[Service::Jicofo] }));
    }
}
