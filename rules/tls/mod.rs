//! Certificates, as they lie on the machine and as they are served.

use crate::check::{Rule, Sink};
use crate::model::{Deployment, NamedCertificate, as_flag, field};
use crate::value::Node;

mod auth_certificate_not_trusted;
mod certificate_expired;
mod certificate_expires_soon;
mod certificate_of_other_name;
mod incomplete_chain;
mod key_of_other_certificate;
mod keys_certificate_untrusted;
mod relay_certificate_of_other_name;
mod renewed_certificate_not_loaded;
mod self_signed_certificate;
mod served_certificate_refused;

pub(super) const RULES: &[&dyn Rule] = &[
    &auth_certificate_not_trusted::AuthCertificateNotTrusted,
    &certificate_expired::CertificateExpired,
    &certificate_expires_soon::CertificateExpiresSoon,
    &certificate_of_other_name::CertificateOfOtherName,
    &incomplete_chain::IncompleteChain,
    &key_of_other_certificate::KeyOfOtherCertificate,
    &keys_certificate_untrusted::KeysCertificateUntrusted,
    &relay_certificate_of_other_name::RelayCertificateOfOtherName,
    &renewed_certificate_not_loaded::RenewedCertificateNotLoaded,
    &self_signed_certificate::SelfSignedCertificate,
    &served_certificate_refused::ServedCertificateRefused,
];

/// The certificates that are named and there, with what is known about each.
fn seen<'d>(
    deployment: &'d Deployment,
    sink: &mut Sink<'_>,
    wanted: impl Fn(&NamedCertificate) -> bool,
) -> Vec<(NamedCertificate, &'d Node)> {
    let named = deployment.named_certificates().into_iter().filter(|named| wanted(named));
    let with_facts = named.filter_map(|named| {
        let fact = deployment.host.get(&["certificates", &named.path]);
        let (node, _) = sink.known(&fact)?;
        Some((named, *node))
    });
    with_facts.collect()
}

/// Those that browsers get and an authority has signed. Behind another proxy, a self-signed one is seen by that
/// proxy only, which mostly looks at nothing of it.
fn signed<'d>(
    deployment: &'d Deployment,
    sink: &mut Sink<'_>,
    wanted: impl Fn(&NamedCertificate) -> bool,
) -> Vec<(NamedCertificate, &'d Node)> {
    let mut all = seen(deployment, sink, |named| named.by.is_public() && wanted(named));
    all.retain(|(_, node)| sink.no(field(node, "self_signed", as_flag).is(|own| *own)));
    all
}

/// The names in a certificate, as far as they are texts.
fn names_in(node: &Node) -> Vec<&str> {
    node.as_list().unwrap_or_default().iter().filter_map(Node::as_str).collect()
}

/// Names for a sentence; of many the first.
fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(4).map(|name| format!("`{name}`")).collect();
    match (names.len(), shown.len()) {
        (0, _) => "no name".to_owned(),
        (all, some) if all > some => format!("{} and {} more", shown.join(", "), all - some),
        _ => shown.join(", "),
    }
}
