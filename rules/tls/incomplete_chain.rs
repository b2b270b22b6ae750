//! The server shows its own certificate without the one that signed it.

use super::signed;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Shower, as_flag, field};
use crate::value::Node;

/// See the page.
pub struct IncompleteChain;

static META: Meta = Meta {
    id: "tls/incomplete-chain",
    severity: Severity::Warning,
    title: "certificate without that of its authority",
    restart: &[Service::Nginx, Service::Apache, Service::Coturn],
    follows: &["tls/certificate-expired"],
    page: include_str!("incomplete_chain.md"),
};

impl Rule for IncompleteChain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let wanted = |by, names: bool| by != Shower::Relay || names;
        for (named, node) in signed(deployment, sink, |named| {
            !named.has_chain_file && wanted(named.by, !named.names.is_empty())
        }) {
            let complete = field(node, "chain_complete", as_flag);
            if !complete.is_set() || !sink.no(complete.is(|complete| *complete)) {
                continue;
            }
            let issuer = field(node, "issuer", Node::as_str);
            let issuer = sink.known(&issuer).map_or("its authority", |(name, _)| name);
            let finding = Finding::new(Problem {
                place: named.place,
                label: format!("the certificate of `{issuer}` is missing"),
                message: "the apps for Android and iOS, Jibri and Jigasi may not connect, while browsers do"
                    .into(),
                effect: format!(
                    "`{}` holds the certificate of the site, and not the one of `{issuer}` that signed it. Browsers fetch what is \
                     missing; others say \"unable to find valid certification path\" or \"unable to verify the first certificate\".",
                    named.path,
                ),
                help: match named.path.strip_suffix("/cert.pem") {
                    Some(dir) => format!("Write `{dir}/fullchain.pem` here, and reload {}.", named.by.name()),
                    None => format!(
                        "Append the certificate of `{issuer}`, which the authority gives out as \"intermediate\" or \"chain\", to the \
                         file; then reload {}.",
                        named.by.name()
                    ),
                },
            });
            sink.report(
                finding
                    .about(named.subject)
                    .related_opt(complete.place(), "what is in the file")
                    .restart_what_reads(deployment, named.place),
            );
        }
    }
}
