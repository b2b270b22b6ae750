//! A certificate and the key beside it are not a pair.

use super::seen;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Shower, as_flag, field};
use crate::value::Node;

/// See the page.
pub struct KeyOfOtherCertificate;

static META: Meta = Meta {
    id: "tls/key-of-other-certificate",
    severity: Severity::Error,
    title: "key of another certificate",
    restart: &[Service::Nginx, Service::Apache, Service::Coturn, Service::Prosody],
    follows: &["syntax/invalid-nginx", "proxy/refused-by-nginx"],
    page: include_str!("key_of_other_certificate.md"),
};

impl Rule for KeyOfOtherCertificate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // What Prosody finds by the name of a host, it takes only as a pair.
        for (named, node) in
            seen(deployment, sink, |named| named.key.as_ref().is_some_and(|(_, at)| *at != named.place))
        {
            let Some((path, place)) = &named.key else { continue };
            let fact = field(node, "key", Some);
            let Some((key, _)) = sink.known(&fact) else { continue };
            // Another server may name the same certificate with another key.
            if key.get("file").and_then(Node::as_str) != Some(path) {
                continue;
            }
            let matches = field(key, "matches", as_flag);
            if !matches.is_set() || !sink.no(matches.is(|matches| *matches)) {
                continue;
            }
            let (message, effect) = match named.by {
                Shower::Nginx => (
                    "the site goes down when nginx restarts: key and certificate are not a pair",
                    "\"key values mismatch\", and does not start",
                ),
                Shower::Apache => (
                    "the site goes down when Apache restarts: key and certificate are not a pair",
                    "\"certificate and private key do not match\", and does not start",
                ),
                Shower::Relay => (
                    "people behind firewalls get no audio and no video: the relay speaks no TLS",
                    "that it cannot use the key, and leaves TLS out",
                ),
                Shower::Prosody => (
                    "Jicofo and the bridge cannot log in: Prosody cannot encrypt",
                    "\"Error initializing\" for this host, and offers no encryption",
                ),
            };
            let finding = Finding::new(Problem {
                place: *place,
                label: "not the key of the certificate".into(),
                message: message.into(),
                effect: format!(
                    "The key in `{path}` belongs to another certificate than `{}`. {} says {effect}.",
                    named.path,
                    named.by.name(),
                ),
                help: format!(
                    "Name the key here that was made together with `{}`; both are replaced together.",
                    named.path
                ),
            });
            sink.report(
                finding
                    .about(named.subject.clone())
                    .related(named.place, "the certificate")
                    .restart_what_reads(deployment, *place),
            );
        }
    }
}
