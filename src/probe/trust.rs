//! Whose certificates are trusted: those that the distribution trusts, as Prosody does.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// The certificates of all authorities in one file, by distribution.
const BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
/// The directory that OpenSSL searches; `c_rehash` adds to it without the bundle.
const DIRECTORY: &str = "/etc/ssl/certs";
/// Nobody trusts more than this.
const MAX_FILES: usize = 1000;

/// The authorities that are trusted.
#[derive(Debug)]
pub struct Trust {
    roots: Arc<RootCertStore>,
}

impl Trust {
    /// What this machine trusts.
    pub fn of_this_machine() -> Self {
        let mut roots = RootCertStore::empty();
        let bundle = BUNDLES.iter().find(|path| Path::new(path).exists());
        bundle.into_iter().for_each(|path| add(&mut roots, Path::new(path)));
        for entry in fs::read_dir(DIRECTORY).into_iter().flatten().flatten().take(MAX_FILES) {
            let path = entry.path();
            // `5ed36f99.0` is the link by which OpenSSL finds it.
            if path.extension().is_some_and(|ending| ending.len() == 1) {
                add(&mut roots, &path);
            }
        }
        Trust { roots: Arc::new(roots) }
    }

    /// Only these authorities.
    #[cfg(test)]
    pub fn only(certificates: Vec<CertificateDer<'static>>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        Trust { roots: Arc::new(roots) }
    }

    /// Whether certificates can be judged at all.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The authorities.
    pub fn roots(&self) -> Arc<RootCertStore> {
        self.roots.clone()
    }

    /// TLS as a careful client speaks it.
    pub fn client(&self) -> Result<ClientConfig, rustls::Error> {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions()?;
        Ok(builder.with_root_certificates(self.roots()).with_no_client_auth())
    }
}

fn add(roots: &mut RootCertStore, path: &Path) {
    if let Ok(certificates) = CertificateDer::pem_file_iter(path) {
        roots.add_parsable_certificates(certificates.flatten());
    }
}
