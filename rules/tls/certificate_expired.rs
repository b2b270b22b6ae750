//! The certificate that browsers get is too old.

use super::signed;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Shower, as_number, day, field};

/// See the page.
pub struct CertificateExpired;

static META: Meta = Meta {
    id: "tls/certificate-expired",
    severity: Severity::Error,
    title: "expired certificate",
    restart: &[Service::Nginx, Service::Apache, Service::Coturn],
    follows: &["syntax/invalid-nginx", "proxy/refused-by-nginx"],
    page: include_str!("certificate_expired.md"),
};

impl Rule for CertificateExpired {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (named, node) in
            signed(deployment, sink, |named| named.by != Shower::Relay || !named.names.is_empty())
        {
            let (ends, now) = (field(node, "not_after", as_number), deployment.host.number(&["taken"]));
            let Some((ends, origin)) = sink.known(&ends) else { continue };
            let Some((now, _)) = sink.known(&now).filter(|(now, _)| *now > ends) else { continue };
            let relay = named.by == Shower::Relay;
            let finding = Finding::new(Problem {
                place: named.place,
                label: format!("valid until {}", day(*ends)),
                message: match relay {
                    true => "people behind firewalls get no audio and no video: the certificate of the relay has expired",
                    false => "nobody can open the site without a warning: its certificate has expired",
                }
                .into(),
                effect: format!(
                    "{} shows this certificate. It ended on {}, {} days ago; browsers and the apps refuse it{}.",
                    named.by.name(),
                    day(*ends),
                    (now - ends) / 86_400,
                    if relay { " without a word" } else { "" },
                ),
                help: "Renew it: `certbot renew` if it is from Let's Encrypt, and see in `systemctl list-timers` that this is done \
                       by itself. Then reload the server, which reads certificates only when it starts."
                    .into(),
            });
            sink.report(
                finding
                    .about(named.subject)
                    .related(origin.span, "the end of the certificate")
                    .restart_what_reads(deployment, named.place),
            );
        }
    }
}
