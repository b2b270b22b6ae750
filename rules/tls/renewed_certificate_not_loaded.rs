//! The web server shows an older certificate than the file that it is to read.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Address;
use crate::model::Deployment;

/// See the page.
pub struct RenewedCertificateNotLoaded;

static META: Meta = Meta {
    id: "tls/renewed-certificate-not-loaded",
    severity: Severity::Error,
    title: "renewed certificate that is not in use",
    restart: &[],
    follows: &[],
    page: include_str!("renewed_certificate_not_loaded.md"),
};

impl Rule for RenewedCertificateNotLoaded {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(at), Some(nginx)) = (site.web_address("/"), &deployment.nginx) else { continue };
            let address = Address::parse(&at.address);
            let Some(server) = nginx.site(&address.host()) else { continue };
            let file = server.directive("ssl_certificate").and_then(|directive| directive.args.first());
            let Some(file) = file.filter(|file| file.text.starts_with('/')) else { continue };
            let subject = if address.authority.contains(':') {
                address.authority.to_owned()
            } else {
                format!("{}:443", address.host())
            };
            let answer = deployment.answer("certificate", &subject.to_lowercase());
            let (old, ends) = (answer.public_number("not_before"), answer.number("not_after"));
            let new = deployment.host.number(&["certificates", &file.text, "not_before"]);
            let (Some((&old, learnt)), Some((&new, _))) = (sink.known(&old), sink.known(&new)) else {
                continue;
            };
            // A newer one comes from something in front of this server.
            if new <= old {
                continue;
            }
            let days = sink
                .known(&ends)
                .map(|(ends, _)| (*ends - deployment.network_taken().unwrap_or(*ends)) / 86_400);
            let finding = Finding::new(Problem {
                place: file.span,
                label: "newer than the certificate that is shown".into(),
                message: "the renewed certificate is not in use: browsers will refuse the old one when it ends".into(),
                effect: match days {
                    Some(days) if days < 0 => "The site still shows a certificate that was made before this file and has ended already.".into(),
                    _ => "The site still shows a certificate that was made before this file. nginx reads it only when it starts or is told to.".to_owned(),
                },
                help: "Run `systemctl reload nginx`, which ends no calls, and put that into `/etc/letsencrypt/renewal-hooks/deploy/` for the next time. \
                       If nothing changes, another server in front of this one shows the certificate: renew it there."
                    .into(),
            });
            sink.report(
                finding
                    .related(learnt.span, "the beginning of the certificate that is shown")
                    .about(site.subject()),
            );
        }
    }
}
