//! A service logs in to a server far away without looking at its certificate.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment};

/// See the page.
pub struct CertificateNotChecked;

static META: Meta = Meta {
    id: "options/certificate-not-checked",
    severity: Severity::Info,
    title: "certificate that nobody checks",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["syntax/invalid-hocon"],
    page: include_str!("certificate_not_checked.md"),
};

impl Rule for CertificateNotChecked {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let mut logins: Vec<(&str, Fact<String>, Fact<bool>)> = Vec::new();
        if let Some(jicofo) = &deployment.jicofo {
            let path = |name: &str| format!("jicofo.xmpp.client.{name}");
            logins.push((
                "Jicofo",
                jicofo.text(&path("hostname")),
                jicofo.boolean(&path("disable-certificate-verification")),
            ));
        }
        for client in deployment.jvb.iter().flat_map(|jvb| jvb.clients()) {
            logins.push(("Videobridge", client.hostname(), client.unchecked()));
        }
        for (service, address, unchecked) in logins {
            let Fact::Known(host, _) = &address else { continue };
            // Near by nobody is in between.
            if Address::parse(host).is_internal()
                || !matches!(deployment.is_own_prosody(&address), Verdict::No)
            {
                continue;
            }
            let Some((true, origin)) = sink.known(&unchecked).map(|(off, origin)| (*off, origin)) else {
                continue;
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("any certificate is taken for that of `{host}`"),
                message: format!(
                    "whoever is between {service} and `{host}` can read along and take part as a server"
                ),
                effect: format!(
                    "{service} logs in over the network and encrypts the connection, but does not look who is at the other end."
                ),
                help: format!(
                    "Remove the line, and add the certificate of the account's domain to Java's on this machine: copy it to \
                     `/usr/local/share/ca-certificates/` and run `update-ca-certificates -f`, then restart {service}."
                ),
            });
            sink.report(
                finding
                    .related_opt(address.place(), "the server")
                    .restart_what_reads(deployment, origin.span),
            );
        }
    }
}
