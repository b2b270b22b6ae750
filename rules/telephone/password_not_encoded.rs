//! A password of Jigasi is not written in Base64, or has a line end in it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::secret::Purpose;
use crate::value::Value;

/// See the page.
pub struct PasswordNotEncoded;

static META: Meta = Meta {
    id: "telephone/password-not-encoded",
    severity: Severity::Error,
    title: "password that Jigasi reads otherwise",
    restart: &[Service::Jigasi],
    follows: &["syntax/invalid-properties", "syntax/placeholder-left"],
    page: include_str!("password_not_encoded.md"),
};

impl Rule for PasswordNotEncoded {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jigasi) = &deployment.jigasi else { return };
        for account in jigasi.accounts() {
            let Some(node) = account.field("PASSWORD") else { continue };
            if let Value::Unknown(reason) = &node.value {
                sink.cannot_tell(reason.clone(), Some(node.span));
                continue;
            }
            let written = node.value.text_for(Purpose::Judge).unwrap_or_default();
            // What the package leaves when it was told no password.
            if written.is_empty() || written.contains("<<") {
                continue;
            }
            let label = match account.password() {
                Fact::Known(password, _) if password.expose_for(Purpose::Judge).ends_with(['\n', '\r']) => {
                    "a line end is part of this password"
                }
                Fact::Known(..) | Fact::Unknown(..) => continue,
                Fact::Absent(_) => "not a text in Base64",
            };
            let finding = Finding::new(Problem {
                place: node.span,
                label: label.into(),
                message: match account.sip {
                    true => "nobody can call in or out by telephone: Jigasi cannot log in at the SIP provider".into(),
                    false => "nobody can call in or out by telephone: Jigasi cannot log in to Prosody".into(),
                },
                effect: "Jigasi takes `PASSWORD` of an account for Base64 and decodes it. What comes out is not the password that the \
                         server knows, and it answers \"not-authorized\"."
                    .into(),
                help: "Write what `echo -n 'the password' | base64` prints; without `-n` a line end becomes part of it.".into(),
            });
            sink.report(finding.related(account.place, "the account"));
        }
    }
}
