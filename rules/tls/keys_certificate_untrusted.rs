//! Prosody does not trust the certificate where it takes the keys of tokens from.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::{Address, Deployment, Prosody};
use crate::text::Span;
use crate::value::Reason;

/// See the page.
pub struct KeysCertificateUntrusted;

static META: Meta = Meta {
    id: "tls/keys-certificate-untrusted",
    severity: Severity::Error,
    title: "untrusted certificate at the address of the token keys",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("keys_certificate_untrusted.md"),
};

impl Rule for KeysCertificateUntrusted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for source in deployment.key_sources() {
            let (word, detail) = (source.answer.text("failed"), source.answer.text("detail"));
            let Some((&"untrusted", failed)) = sink.known(&word) else { continue };
            let Some((detail, _)) = sink.known(&detail) else { continue };
            let own = deployment.prosody.as_ref().and_then(own_trust);
            if let Some(place) = own {
                let reason = Reason::new(
                    "Prosody's own TLS options say whom it trusts, and they are not followed here",
                );
                sink.cannot_tell(reason, Some(place));
                continue;
            }
            if deployment.asked_from_elsewhere() && detail.contains("this machine") {
                sink.cannot_tell(
                    Reason::new("Prosody's machine may trust others than this one"),
                    Some(failed.span),
                );
                continue;
            }
            let host = Address::parse(&source.address).host();
            let finding = Finding::new(Problem {
                place: source.span,
                label: (*detail).to_owned(),
                message: "every login with a token is refused, because Prosody does not trust the server with the keys".into(),
                effect: format!("Prosody checks the certificate of `{host}` before it takes keys from there, and does not accept it: {detail}."),
                help: format!(
                    "Have `{host}` send a valid certificate for this name with its whole chain. If an authority of your own signed it, put that \
                     authority's certificate into `/usr/local/share/ca-certificates/` and run `update-ca-certificates`."
                ),
            });
            sink.report(finding.related(failed.span, "what was learnt").about(&source.host.name));
        }
    }
}

/// Where Prosody is told whom to trust; every option may stand in any section.
fn own_trust(prosody: &Prosody) -> Option<Span> {
    let own = prosody.sections().iter().find_map(|section| section.options.entry("client_https_ssl"));
    let trusts = |name: &str| match prosody.global_option("ssl") {
        Fact::Known(ssl, origin) => ssl.get(name).map(|_| origin.span),
        Fact::Unknown(_, origin) => Some(origin.span),
        Fact::Absent(_) => None,
    };
    own.map(|entry| entry.key_span).or_else(|| trusts("cafile")).or_else(|| trusts("capath"))
}
