//! The relay shows a certificate without the name by which browsers ask.

use super::{listed, names_in, signed};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Shower, covers, field};

/// See the page.
pub struct RelayCertificateOfOtherName;

static META: Meta = Meta {
    id: "tls/relay-certificate-of-other-name",
    severity: Severity::Error,
    title: "certificate without the name of the relay",
    restart: &[Service::Coturn],
    follows: &["turn/loopback-host"],
    page: include_str!("relay_certificate_of_other_name.md"),
};

impl Rule for RelayCertificateOfOtherName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (named, node) in signed(deployment, sink, |named| named.by == Shower::Relay) {
            let fact = field(node, "names", Some);
            let Some((list, origin)) = sink.known(&fact) else { continue };
            let names = names_in(list);
            let Some((lacking, asked)) = named.names.iter().find(|(name, _)| !covers(&names, name)) else {
                continue;
            };
            let finding = Finding::new(Problem {
                place: *asked,
                label: "not in the certificate of the relay".into(),
                message: "people behind firewalls get no audio and no video: browsers refuse the relay's certificate".into(),
                effect: format!(
                    "Prosody sends people to `turns:{lacking}`. coturn answers with a certificate for {}, and browsers give up \
                     without a word.",
                    listed(&names),
                ),
                help: format!(
                    "Write a name here that the certificate holds and that leads to this machine, or get a certificate with \
                     `{lacking}` and name it in `cert` and `pkey` of `/etc/turnserver.conf`."
                ),
            });
            sink.report(
                finding
                    .about(named.subject)
                    .related(named.place, "the certificate")
                    .related(origin.span, "the names in it")
                    .restart_what_reads(deployment, *asked),
            );
        }
    }
}
