//! The certificates that the configurations name:
//! `{"/path": {"names": […], "not_before", "not_after", "issuer", "self_signed", "chain", "chain_complete", "key": {"file", "matches"}}}`.
//!
//! Keys are read to compare them, and nothing of them is kept.

use std::collections::BTreeSet;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Map, Value, json};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::{Machine, unknown};
use crate::load::{HostTree, ReadError, Tree};
use crate::model::{Deployment, NamedCertificate};

/// No chain or key is near this size.
const MAX_FILE: u64 = 256 << 10;
/// The certificates of all authorities.
const MAX_ROOTS: u64 = 4 << 20;
const ROOTS: &str = "etc/ssl/certs/ca-certificates.crt";
/// More files, certificates in one, and names in one than anybody has.
const MAX_FILES: usize = 500;
const MAX_CHAIN: usize = 50;
const MAX_NAMES: usize = 2000;

pub(super) fn read(machine: &Machine, deployment: &Deployment) -> Value {
    let tree = HostTree::new(&machine.root);
    let roots = Roots::read(&tree);
    let mut facts = Map::new();
    for named in deployment.named_certificates() {
        if facts.len() >= MAX_FILES || facts.contains_key(&named.path) {
            continue;
        }
        let fact = match tree.read(&named.path, MAX_FILE) {
            Ok(bytes) => describe(&bytes, &named, &tree, &roots),
            Err(error) if is_missing(&error) => continue,
            Err(error) => unknown(&unreadable(&named.path, &error)),
        };
        facts.insert(named.path, fact);
    }
    Value::Object(facts)
}

/// The certificates in a file, the server's own first.
pub(super) fn in_file(bytes: &[u8]) -> Vec<CertificateDer<'_>> {
    // A file that is no text holds one certificate.
    if bytes.first() == Some(&0x30) {
        return vec![CertificateDer::from(bytes)];
    }
    CertificateDer::pem_slice_iter(bytes).flatten().take(MAX_CHAIN).collect()
}

pub(super) fn is_missing(error: &ReadError) -> bool {
    matches!(error, ReadError::Missing | ReadError::DanglingLink)
}

pub(super) fn unreadable(path: &str, error: &ReadError) -> String {
    match error {
        ReadError::Denied => format!("{path} may be read by root only (run this with `sudo`)"),
        error => format!("{path} cannot be read: {error}"),
    }
}

fn describe(bytes: &[u8], named: &NamedCertificate, tree: &HostTree, roots: &Roots) -> Value {
    let all = in_file(bytes);
    let chain: Vec<X509Certificate<'_>> =
        all.iter().filter_map(|der| Some(X509Certificate::from_der(der).ok()?.1)).collect();
    let Some(own) = chain.first().filter(|_| chain.len() == all.len()) else {
        return unknown(&format!("{} is no certificate in a known form", named.path));
    };
    let mut fact = Map::new();
    fact.insert("names".into(), names(own).map_or_else(|| unknown("it has too many names"), Value::from));
    fact.insert("not_before".into(), own.validity().not_before.timestamp().into());
    fact.insert("not_after".into(), own.validity().not_after.timestamp().into());
    fact.insert("issuer".into(), short(own.issuer()).into());
    fact.insert("self_signed".into(), is_self_signed(own).into());
    fact.insert("chain".into(), chain.len().into());
    let complete = roots.complete(&chain).map_or_else(|reason| unknown(&reason), Value::from);
    fact.insert("chain_complete".into(), complete);
    if let Some((key, _)) = &named.key {
        let matches = match tree.read(key, MAX_FILE) {
            Ok(bytes) => belongs(&bytes, own)
                .map_or_else(|| unknown(&format!("{key} is no key in a known form")), Value::from),
            Err(error) if is_missing(&error) => return Value::Object(fact),
            Err(error) => unknown(&unreadable(key, &error)),
        };
        fact.insert("key".into(), json!({ "file": key, "matches": matches }));
    }
    Value::Object(fact)
}

/// The names for which it holds; browsers look nowhere else. `None` where there are more than anybody needs.
fn names(certificate: &X509Certificate<'_>) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for extension in certificate.extensions() {
        let ParsedExtension::SubjectAlternativeName(alternative) = extension.parsed_extension() else {
            continue;
        };
        for name in &alternative.general_names {
            match name {
                GeneralName::DNSName(name) => names.push(name.to_lowercase()),
                GeneralName::IPAddress(bytes) => names.extend(address(bytes)),
                _ => {}
            }
        }
    }
    (names.len() <= MAX_NAMES).then_some(names)
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(std::net::IpAddr::from);
    let sixteen = <[u8; 16]>::try_from(bytes).map(std::net::IpAddr::from);
    Some(four.or(sixteen).ok()?.to_string())
}

fn is_self_signed(certificate: &X509Certificate<'_>) -> bool {
    certificate.subject().as_raw() == certificate.issuer().as_raw()
}

/// The name of an authority, as people know it.
fn short(name: &x509_parser::x509::X509Name<'_>) -> String {
    let common = name.iter_common_name().chain(name.iter_organization()).find_map(|part| part.as_str().ok());
    common.unwrap_or_default().chars().filter(|sign| !sign.is_control()).take(100).collect()
}

/// Whether the key is the certificate's. `None` where it cannot be told: a password, or a kind that is not known.
fn belongs(key: &[u8], certificate: &X509Certificate<'_>) -> Option<bool> {
    let key = match key.first() {
        Some(0x30) => PrivateKeyDer::try_from(key).ok()?,
        _ => PrivateKeyDer::from_pem_slice(key).ok()?,
    };
    let key = any_supported_type(&key).ok()?;
    Some(key.public_key()?.as_ref() == certificate.public_key().raw)
}

/// The names of the authorities that this machine trusts.
struct Roots(Result<BTreeSet<Vec<u8>>, String>);

impl Roots {
    fn read(tree: &HostTree) -> Self {
        Roots(match tree.read(ROOTS, MAX_ROOTS) {
            Ok(bytes) => Ok(CertificateDer::pem_slice_iter(&bytes)
                .flatten()
                .filter_map(|der| Some(X509Certificate::from_der(&der).ok()?.1.subject().as_raw().to_vec()))
                .collect()),
            Err(error) => Err(unreadable("/etc/ssl/certs/ca-certificates.crt", &error)),
        })
    }

    /// Whether a browser gets from the first certificate to an authority with what the server sends.
    fn complete(&self, chain: &[X509Certificate<'_>]) -> Result<bool, String> {
        let Some(mut last) = chain.first() else { return Err("it is empty".into()) };
        let (mut sent, mut steps) = (false, 0);
        while !is_self_signed(last) && steps < MAX_CHAIN {
            let issuer = chain.iter().find(|one| one.subject().as_raw() == last.issuer().as_raw());
            match issuer {
                Some(issuer) => (last, sent) = (issuer, true),
                None => break,
            }
            steps += 1;
        }
        if is_self_signed(last) {
            return Ok(true);
        }
        match &self.0 {
            Ok(roots) if roots.contains(last.issuer().as_raw()) => Ok(true),
            // An authority that browsers may know and this machine does not.
            Ok(_) if sent => Err("its authority is not one that this machine knows".into()),
            // Public authorities say where the certificate is that is missing.
            Ok(_) if names_issuer_file(last) => Ok(false),
            Ok(_) => Err("it is from an authority of its own, which its users may know".into()),
            Err(reason) => Err(reason.clone()),
        }
    }
}

/// Whether it says where to get the certificate of its issuer.
fn names_issuer_file(certificate: &X509Certificate<'_>) -> bool {
    certificate.extensions().iter().any(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(access) => access.accessdescs.iter().any(|description| {
            // `id-ad-caIssuers`.
            description.access_method.to_id_string() == "1.3.6.1.5.5.7.48.2"
                && matches!(&description.access_location, GeneralName::URI(address) if address.starts_with("http"))
        }),
        _ => false,
    })
}
