//! `cache_keys_url` answers with a JWKS, and the installed plugins are older than that.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;
use crate::model::KeySource;

/// See the page.
pub struct KeysFormatTooNew;

static META: Meta = Meta {
    id: "network/keys-format-too-new",
    severity: Severity::Error,
    title: "key set that the installed token module cannot read",
    restart: &[Service::Prosody],
    follows: &["auth/oidc-key-set-unsupported"],
    page: include_str!("keys_format_too_new.md"),
};

impl Rule for KeysFormatTooNew {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if !deployment.plugins.lacks_library("token/jwk.lib.lua", "token/util.lib.lua") {
            return;
        }
        for source in deployment.key_sources().into_iter().filter(KeySource::is_set) {
            let form = source.answer.text("form");
            let Some((&"jwks", learnt)) = sink.known(&form) else { continue };
            let finding = Finding::new(Problem {
                place: source.span,
                label: "answers with a set of keys (JWKS)".into(),
                message: "every login with a token is refused, because Prosody cannot read this kind of keys".into(),
                effect: "The installed token plugin has no `token/jwk.lib.lua`. It reads certificates by key id only, and finds none in a JWKS.".into(),
                help: "Upgrade jitsi-meet-prosody to a release that has `token/jwk.lib.lua`, of the end of 2025 or later.".into(),
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(&source.host.name));
        }
    }
}
