//! The certificate that is served: `certificate`, by host and port.
//!
//! `{"not_before", "not_after", "chain", "trusted"}`, or `"untrusted": "why"` instead of the last.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme};
use serde_json::{Map, Value};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::contact::{Contact, Failed};
use super::http::Page;
use super::{Ask, Probe, unknown};
use crate::model::Deployment;
use crate::text::Span;

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let sites = deployment.sites();
    sites
        .filter_map(|site| {
            let at = site.web_address("/")?;
            served(&at.address, at.span)
        })
        .collect()
}

pub(super) fn served(address: &str, place: Span) -> Option<Probe> {
    let page = Page::parse(address).filter(|page| page.url.scheme() == "https")?;
    let (host, port) = (page.host, page.port);
    let subject = format!("{host}:{port}");
    let ask: Ask = Box::new(|contact: &Contact| look(contact).unwrap_or_else(|failed| failed.to_fact()));
    Some(Probe { kind: "certificate", subject, host, port, place, ask })
}

fn look(contact: &Contact) -> Result<Value, Failed> {
    let failed =
        |error: &dyn std::fmt::Display| Failed::Perhaps(format!("the TLS handshake failed ({error})"));
    let name = ServerName::try_from(contact.host.clone()).map_err(|error| failed(&error))?;
    let provider = Arc::new(ring::default_provider());
    let inner = WebPkiServerVerifier::builder_with_provider(contact.trust.roots(), provider.clone()).build();
    // Without authorities nothing can be judged.
    let inner = inner
        .map_err(|_| Failed::Perhaps("this machine has no list of trusted certificate authorities".into()))?;
    let recorder = Arc::new(Recorder { inner, seen: Mutex::new(None) });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(recorder.clone())
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(|error| failed(&error))?;
    let mut stream = contact.tcp()?;
    while connection.is_handshaking() {
        // One that sends a byte now and then must not go on for ever.
        if contact.is_late() {
            return Err(Failed::timeout());
        }
        connection.complete_io(&mut stream).map_err(|error| Failed::of(&error))?;
    }
    let seen = recorder.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    seen.ok_or_else(|| failed(&"no certificate was shown"))
}

/// Notes what is shown and accepts it: nothing is sent over such a connection.
#[derive(Debug)]
struct Recorder {
    inner: Arc<WebPkiServerVerifier>,
    seen: Mutex<Option<Value>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.inner.verify_server_cert(own, chain, name, ocsp, now);
        let fact = describe(own, chain.len(), verdict.err());
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(fact);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, own, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, own, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

fn describe(own: &CertificateDer<'_>, others: usize, wrong: Option<Error>) -> Value {
    let mut facts = Map::new();
    let Ok((_, certificate)) = X509Certificate::from_der(own) else {
        return unknown("the certificate has a form that is not known");
    };
    facts.insert("not_before".to_owned(), certificate.validity().not_before.timestamp().into());
    facts.insert("not_after".to_owned(), certificate.validity().not_after.timestamp().into());
    facts.insert("self_signed".to_owned(), (certificate.subject() == certificate.issuer()).into());
    facts.insert("chain".to_owned(), (others + 1).into());
    match wrong.map(|error| Failed::of(&error)) {
        None => facts.insert("trusted".to_owned(), true.into()),
        Some(Failed::Surely(_, why)) => facts.insert("untrusted".to_owned(), why.into()),
        Some(Failed::Perhaps(why)) => facts.insert("trusted".to_owned(), unknown(why)),
    };
    Value::Object(facts)
}
