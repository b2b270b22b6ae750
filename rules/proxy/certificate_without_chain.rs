//! The web server sends certbot's `cert.pem`, which is the certificate alone.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::syntax::directive::Word;
use crate::text::Span;
use crate::value::Reason;

/// See the page.
pub struct CertificateWithoutChain;

static META: Meta = Meta {
    id: "proxy/certificate-without-chain",
    severity: Severity::Error,
    title: "certificate without the one above it",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "proxy/refused-by-nginx"],
    page: include_str!("certificate_without_chain.md"),
};

impl Rule for CertificateWithoutChain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for server in deployment.nginx.iter().flat_map(|nginx| nginx.servers()) {
            if !server.is_tls() {
                continue;
            }
            // A server may send two certificates, of two kinds of keys.
            for directive in server.own_directives().iter().filter(|own| own.name.text == "ssl_certificate") {
                let Some(path) = directive.args.first() else { continue };
                if !is_leaf(&path.text) {
                    continue;
                }
                if path.text.contains('$') {
                    sink.cannot_tell(Reason::new("nginx puts variables into this path"), Some(path.span));
                    continue;
                }
                report(
                    path.span,
                    server.names.first().map(|(name, _)| name.as_str()),
                    "ssl_certificate",
                    path,
                    deployment,
                    sink,
                );
            }
        }
        for host in deployment.apache.iter().flat_map(|apache| apache.hosts()) {
            let chain = host.directive("SSLCertificateChainFile").is_some();
            if let Some(path) = host.directive("SSLCertificateFile").and_then(|file| file.args.first())
                && is_leaf(&path.text)
                && !chain
            {
                let name = host.names.first().map(|(name, _)| name.as_str());
                report(path.span, name, "SSLCertificateFile", path, deployment, sink);
            }
        }
    }
}

/// The file in which certbot keeps the certificate alone.
fn is_leaf(path: &str) -> bool {
    path.contains("/letsencrypt/live/") && path.ends_with("/cert.pem")
}

fn report(
    place: Span,
    name: Option<&str>,
    word: &str,
    path: &Word,
    deployment: &Deployment,
    sink: &mut Sink<'_>,
) {
    let finding = Finding::new(Problem {
        place,
        label: "this file holds the certificate of the site alone".into(),
        message: "phones and recorders cannot connect: the certificate is sent without the one above it".into(),
        effect: "A browser often knows the missing certificate from other sites; apps and Java do not, and refuse the connection."
            .into(),
        help: format!("Write `{word} {}`.", path.text.replace("/cert.pem", "/fullchain.pem")),
    });
    sink.report(finding.about(name.unwrap_or_default()).restart_what_reads(deployment, place));
}
