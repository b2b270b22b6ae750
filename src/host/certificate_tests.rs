//! Certificates on machines that are made up.

use std::fs;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};

use super::{Machine, gather};
use crate::load::{HostTree, Loader};
use crate::{locate, model};

const CONFIG: &str =
    "var config = { hosts: { domain: 'meet.example.org' }, bosh: 'https://meet.example.org/http-bind' };";
const PROSODY: &str = "VirtualHost \"meet.example.org\"\nVirtualHost \"auth.meet.example.org\"\n";
const NGINX: &str = "http { server { listen 443 ssl; server_name meet.example.org; ssl_certificate /tls/site.pem; ssl_certificate_key \
                     /tls/site.key; } }";

/// A machine with a site, and these files.
fn facts(files: &[(&str, &[u8])]) -> Value {
    let dir = tempfile::tempdir().expect("a directory");
    let mut all: Vec<(&str, &[u8])> = vec![
        ("etc/jitsi/meet/meet.example.org-config.js", CONFIG.as_bytes()),
        ("etc/prosody/prosody.cfg.lua", PROSODY.as_bytes()),
        ("etc/nginx/nginx.conf", NGINX.as_bytes()),
        ("etc/jitsi/jicofo/jicofo.conf", b"jicofo.xmpp.client.domain = auth.meet.example.org"),
    ];
    all.extend(files);
    for (path, bytes) in all {
        write(dir.path(), path, bytes);
    }
    let tree = HostTree::new(dir.path());
    let deployment = model::build(&locate::find(&tree), Loader::new(&tree));
    let document = gather(&Machine::at(dir.path()), &deployment);
    assert!(!document.contains("PRIVATE"), "keys are never recorded");
    serde_json::from_str(&document).expect("JSON")
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("to make a directory");
    fs::write(path, bytes).expect("to write");
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, key()).expect("an authority")
}

fn own(name: &str, key: &KeyPair) -> rcgen::Certificate {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    params.distinguished_name.push(DnType::CommonName, name);
    params.self_signed(key).expect("a certificate")
}

#[test]
fn a_certificate_with_its_key_and_chain() {
    let root = authority("Root of Tests");
    let pair = key();
    let mut params =
        CertificateParams::new(vec!["Meet.example.org".to_owned(), "192.0.2.7".to_owned()]).expect("names");
    params.distinguished_name.push(DnType::CommonName, "site");
    let leaf = params.signed_by(&pair, &root).expect("a certificate");
    let roots = root.pem();
    let chain = format!("{}{}", leaf.pem(), root.pem());
    let facts_of = |pem: &str, key: &str, roots: &str| {
        let files: [(&str, &[u8]); 3] = [
            ("tls/site.pem", pem.as_bytes()),
            ("tls/site.key", key.as_bytes()),
            ("etc/ssl/certs/ca-certificates.crt", roots.as_bytes()),
        ];
        facts(&files)["certificates"]["/tls/site.pem"].clone()
    };
    let fact = facts_of(&leaf.pem(), &pair.serialize_pem(), &roots);
    assert_eq!(fact["names"], json!(["meet.example.org", "192.0.2.7"]));
    assert_eq!((&fact["self_signed"], &fact["chain"]), (&json!(false), &json!(1)));
    assert_eq!(fact["issuer"], json!("Root of Tests"));
    assert_eq!(fact["chain_complete"], json!(true));
    assert_eq!(fact["key"], json!({ "file": "/tls/site.key", "matches": true }));
    assert!(fact["not_before"].as_i64() < fact["not_after"].as_i64());

    let fact = facts_of(&chain, &key().serialize_pem(), "");
    assert_eq!((&fact["chain"], &fact["chain_complete"]), (&json!(2), &json!(true)));
    assert_eq!(fact["key"]["matches"], json!(false));

    // An authority that this machine does not know, and that does not say where its certificate is.
    let fact = facts_of(
        &leaf.pem(),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "",
    );
    assert!(fact["chain_complete"]["$unknown"].is_string());
    assert!(fact["key"]["matches"]["$unknown"].is_string());
}

#[test]
fn without_the_certificate_in_between() {
    let pair = key();
    let between = authority("In Between");
    let mut params = CertificateParams::new(vec!["meet.example.org".to_owned()]).expect("a name");
    params.distinguished_name.push(DnType::CommonName, "site");
    // `caIssuers` at `http://a.b/c`.
    let access = [
        &[0x30, 0x1A, 0x30, 0x18, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02, 0x86, 0x0C][..],
        b"http://a.b/c",
    ];
    let access = rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access.concat());
    params.custom_extensions.push(access);
    let leaf = params.signed_by(&pair, &between).expect("a certificate");
    let other = authority("Somebody Else").pem();
    let files: [(&str, &[u8]); 2] =
        [("tls/site.pem", leaf.der()), ("etc/ssl/certs/ca-certificates.crt", other.as_bytes())];
    let fact = &facts(&files)["certificates"]["/tls/site.pem"];
    assert_eq!(fact["chain_complete"], json!(false), "{fact}");
    // The key is not there.
    assert!(fact.get("key").is_none());
}

#[test]
fn what_is_no_certificate() {
    for bytes in [
        &b"nothing"[..],
        b"",
        b"\x30\x82\xff\xff",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let fact = &facts(&[("tls/site.pem", bytes)])["certificates"]["/tls/site.pem"];
        assert!(fact["$unknown"].is_string(), "{fact}");
    }
    assert_eq!(facts(&[])["certificates"], json!({}));
    let large = vec![b'-'; 300 << 10];
    assert!(facts(&[("tls/site.pem", &large)])["certificates"]["/tls/site.pem"]["$unknown"].is_string());
}

#[test]
fn what_java_trusts() {
    const AUTH: &str = "etc/prosody/certs/auth.meet.example.org.crt";
    let trusted = |files: &[(&str, &[u8])]| facts(files)["java"]["trusts"][&format!("/{AUTH}")].clone();
    let pair = key();
    let certificate = own("auth.meet.example.org", &pair);
    let (pem, der) = (certificate.pem(), certificate.der().to_vec());
    let store = |start: &[u8], inside: &[u8]| [start, &[0, 0, 0, 2], inside, b"end"].concat();
    let jks = [0xFE, 0xED, 0xFE, 0xED];
    const STORE: &str = "etc/ssl/certs/java/cacerts";
    let with = store(&jks, &der);
    let without = store(&jks, b"another");
    let encrypted = store(&[0x30, 0x82], b"another");

    assert_eq!(
        trusted(&[(AUTH, pem.as_bytes()), (STORE, &with)]),
        json!({ "in_store": true, "copied": false })
    );
    let copy = "usr/local/share/ca-certificates/auth.meet.example.org.crt";
    let fact = trusted(&[(AUTH, pem.as_bytes()), (STORE, &without), (copy, pem.as_bytes())]);
    assert_eq!(fact, json!({ "in_store": false, "copied": true }));
    let fact = trusted(&[(AUTH, pem.as_bytes()), (STORE, &encrypted)]);
    assert!(fact["in_store"]["$unknown"].is_string());
    // Two installations, of which one trusts it.
    let other = "usr/lib/jvm/other/lib/security/cacerts";
    let one = "usr/lib/jvm/one/lib/security/cacerts";
    let fact = trusted(&[(AUTH, pem.as_bytes()), (one, &with), (other, &without)]);
    assert!(fact["in_store"]["$unknown"].is_string());
    // No Java, or no certificate: nothing to say.
    assert_eq!(trusted(&[(AUTH, pem.as_bytes())]), Value::Null);
    assert_eq!(trusted(&[(STORE, &with)]), Value::Null);
}
