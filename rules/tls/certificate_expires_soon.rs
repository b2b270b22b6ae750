//! The certificate that browsers get ends soon, and should have been renewed.

use super::signed;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Shower, as_number, day, field};

/// See the page.
pub struct CertificateExpiresSoon;

static META: Meta = Meta {
    id: "tls/certificate-expires-soon",
    severity: Severity::Warning,
    title: "certificate that was not renewed",
    restart: &[Service::Nginx, Service::Apache, Service::Coturn],
    follows: &[],
    page: include_str!("certificate_expires_soon.md"),
};

const DAY: i64 = 86_400;
/// Renewal is tried from 30 days before the end on.
const SOON: i64 = 14 * DAY;

impl Rule for CertificateExpiresSoon {
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
            let (begins, ends) = (field(node, "not_before", as_number), field(node, "not_after", as_number));
            let now = deployment.host.number(&["taken"]);
            let (Some((begins, _)), Some((ends, origin))) = (sink.known(&begins), sink.known(&ends)) else {
                continue;
            };
            let Some((now, _)) = sink.known(&now) else { continue };
            let left = ends.saturating_sub(*now);
            // Those that live for days are renewed days before their end.
            let soon = SOON.min(ends.saturating_sub(*begins) / 6);
            if left < 0 || left >= soon {
                continue;
            }
            let finding = Finding::new(Problem {
                place: named.place,
                label: format!("valid until {}", day(*ends)),
                message: format!("the site cannot be opened from {} on: its certificate was not renewed", day(*ends)),
                effect: format!(
                    "{} shows this certificate, which ends in {} days. One that is renewed by itself is replaced long before.",
                    named.by.name(),
                    left / DAY,
                ),
                help: "Find out why the renewal fails: run `certbot renew --dry-run` if it is from Let's Encrypt. Most often port 80 \
                       does not lead to this machine, or the timer is off (`systemctl list-timers`)."
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
