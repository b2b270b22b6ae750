//! Probes against servers on the loopback; nothing else is ever asked here.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};

use super::trust::Trust;
use super::{Network, Probe, Reach, Resolver, certificate, discovery, keys, run, unknown, web, xmpp};
use crate::text::{Sources, Span};

/// An authority and the servers that it vouches for.
pub(super) struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Authority { certificate, issuer: Issuer::new(params, key) }
    }

    fn server(&self, name: &str, expired: bool) -> rustls::ServerConfig {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(if expired { 2021 } else { 2090 }, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap()
    }
}

/// A server that answers every request alike; its port, and how often it was asked.
pub(super) fn serve(tls: Option<rustls::ServerConfig>, answer: Vec<u8>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let (asked, tls) = (count.clone(), tls.map(Arc::new));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), tls, answer, asked) = (stream, tls.clone(), answer.clone(), asked.clone())
            else {
                return;
            };
            thread::spawn(move || match tls {
                Some(config) => {
                    let connection = rustls::ServerConnection::new(config).unwrap();
                    converse(&mut rustls::StreamOwned::new(connection, stream), &answer, &asked);
                }
                None => {
                    // Who speaks TLS here waits for an answer too.
                    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
                    converse(&mut stream, &answer, &asked);
                }
            });
        }
    });
    (port, count)
}

fn converse(stream: &mut (impl Read + Write), answer: &[u8], asked: &AtomicUsize) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            _ => return,
        }
    }
    asked.fetch_add(1, Ordering::SeqCst);
    let _ = stream.write_all(answer).and_then(|()| stream.flush());
}

/// An answer of a web server.
pub(super) fn http(status: &str, media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").into_bytes()
}

/// All names lead to the loopback.
pub(super) fn loopback() -> Resolver {
    Arc::new(|_, port| Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]))
}

pub(super) fn network(trusted: &[&Authority]) -> Network {
    let trust = Trust::only(trusted.iter().map(|authority| authority.certificate.clone()).collect());
    Network::with(Reach::Everywhere, Duration::from_secs(5), loopback(), trust)
}

pub(super) fn place() -> Span {
    Span::start_of(Sources::default().add("a", b"a".to_vec()))
}

/// The first fact of a document.
pub(super) fn only(document: &str) -> Value {
    let value: Value = serde_json::from_str(document).unwrap();
    let kinds = value["probes"].as_object().unwrap();
    kinds.values().next().unwrap().as_object().unwrap().values().next().unwrap().clone()
}

fn keys(network: &Network, url: &str) -> Value {
    only(&run(network, vec![keys::key_set(url, place()).unwrap()], &mut |_, _| {}))
}

fn served(answer: Vec<u8>) -> Value {
    let (port, _) = serve(None, answer);
    keys(&network(&[]), &format!("http://keys.test:{port}/certs"))
}

const RSA: &str = r#"{"kty":"RSA","kid":"a","n":"AQ","e":"AQAB","x5c":["MII"]}"#;

#[test]
fn forms_of_keys() {
    for (body, form, keys, usable) in [
        (format!(r#"{{"keys":[{RSA}]}}"#), "jwks", 1, 1),
        (r#"{"keys":[{"kty":"EC","kid":"a","crv":"P-256","x":"AQ","y":"AQ"}]}"#.to_owned(), "jwks", 1, 0),
        (r#"{"keys":[{"kty":"RSA","kid":"a","x5c":["MII"]}]}"#.to_owned(), "jwks", 1, 0),
        (format!(r#"{{"keys":[{RSA},{{"kty":"EC","kid":"b"}}]}}"#), "jwks", 2, 1),
        (r#"{"keys":[]}"#.to_owned(), "jwks", 0, 0),
        (r#"{"a":"-----BEGIN CERTIFICATE-----\nMII"}"#.to_owned(), "certificates", 1, 1),
        (r#"{"a":"-----BEGIN PUBLIC KEY-----\nMII"}"#.to_owned(), "certificates", 1, 0),
    ] {
        let facts = served(http("200 OK", "application/json; charset=utf-8", &body));
        assert_eq!(
            (&facts["form"], &facts["keys"], &facts["usable"]),
            (&json!(form), &json!(keys), &json!(usable)),
            "{facts}"
        );
        assert_eq!(facts["type"], "application/json");
    }
    for (body, form) in [
        ("<!DOCTYPE html><title>Jitsi Meet</title>", "html"),
        (r#"{"issuer":"https://id.test","jwks_uri":"https://id.test/certs"}"#, "discovery"),
        ("", "empty"),
        ("[1]", "other"),
        ("nothing", "other"),
    ] {
        assert_eq!(served(http("200 OK", "text/plain", body))["form"], form, "{body}");
    }
    let missing = served(http("404 Not Found", "text/html", "<html>"));
    assert_eq!((&missing["status"], missing.get("form")), (&json!(404), None));
}

#[test]
fn redirects_are_not_followed() {
    let (port, asked) = serve(None, http("200 OK", "text/html", "secret"));
    let head = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/x?token=1\r\nContent-Length: 0\r\n\r\n"
    );
    let facts = served(head.into_bytes());
    assert_eq!(facts, json!({"status": 302, "redirect": format!("http://127.0.0.1:{port}/x")}));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn certificates_are_checked() {
    let (known, stranger) = (Authority::new(), Authority::new());
    let body = http("200 OK", "application/json", &format!(r#"{{"keys":[{RSA}]}}"#));
    for (config, part) in [
        (known.server("keys.test", false), ""),
        (known.server("keys.test", true), "expired"),
        (known.server("other.test", false), "another name"),
        (stranger.server("keys.test", false), "nobody whom this machine trusts"),
    ] {
        let (port, _) = serve(Some(config), body.clone());
        let facts = keys(&network(&[&known]), &format!("https://keys.test:{port}/certs"));
        match part {
            "" => assert_eq!(facts["usable"], 1, "{facts}"),
            _ => {
                assert_eq!(facts["failed"], "untrusted", "{facts}");
                assert!(facts["detail"].as_str().unwrap().contains(part), "{facts}");
            }
        }
    }
    let (port, _) = serve(None, body);
    let facts = keys(&network(&[&known]), &format!("https://keys.test:{port}/certs"));
    assert_eq!(facts["failed"], "no-tls", "{facts}");
}

#[test]
fn nobody_answers() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    assert_eq!(keys(&network(&[]), &format!("http://keys.test:{free}/"))["failed"], "refused");
    let (port, _) = serve(None, Vec::new());
    assert_eq!(keys(&network(&[]), &format!("http://keys.test:{port}/"))["failed"], "closed");

    let mut network = network(&[]);
    network.set_resolver(Arc::new(|_, _| {
        Err(std::io::Error::other("failed to lookup address information: Name or service not known"))
    }));
    assert_eq!(keys(&network, "http://keys.test/")["failed"], "no-such-name");
    network.set_resolver(Arc::new(|_, _| Err(std::io::Error::other("Temporary failure in name resolution"))));
    assert!(keys(&network, "http://keys.test/")["$unknown"].is_string());
}

#[test]
fn a_body_without_end_is_cut() {
    let mut answer =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n".to_vec();
    answer.resize(8 << 20, b' ');
    assert!(served(answer)["form"]["$unknown"].as_str().unwrap().contains("larger than 1 MB"));
}

#[test]
fn the_time_is_limited() {
    // It accepts connections and says nothing; names are looked up for ever.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let probes = |count: usize| -> Vec<Probe> {
        (0..count).map(|at| keys::key_set(&format!("http://k{at}.test:{port}/"), place()).unwrap()).collect()
    };
    let mut network = network(&[]);
    network.budget = Duration::from_millis(300);
    for hang in [false, true] {
        if hang {
            network.set_resolver(Arc::new(|_, _| {
                loop {
                    thread::sleep(Duration::from_secs(60));
                }
            }));
        }
        let start = Instant::now();
        let document: Value = serde_json::from_str(&run(&network, probes(40), &mut |_, _| {})).unwrap();
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        let facts = document["probes"]["keys"].as_object().unwrap();
        assert_eq!(facts.len(), 40);
        assert!(facts.values().all(|fact| fact["$unknown"].is_string()), "{document}");
    }
}

#[test]
fn addresses_are_checked_not_names() {
    let (port, asked) = serve(None, http("200 OK", "text/plain", ""));
    let answers = |reach: Reach, to: &'static str, url: &str| {
        let resolver: Resolver =
            Arc::new(move |_, port| Ok(vec![SocketAddr::new(to.parse::<IpAddr>().unwrap(), port)]));
        let network = Network::with(reach, Duration::from_secs(5), resolver, Trust::only(Vec::new()));
        keys(&network, url)
    };
    for to in [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "100.100.100.200",
        "fe80::1",
        "0.0.0.0",
        "224.0.0.1",
    ] {
        let facts = answers(Reach::Everywhere, to, &format!("http://innocent.test:{port}/"));
        assert!(facts["$unknown"].as_str().unwrap().contains("never asked"), "{to}: {facts}");
    }
    // The web client reads these as addresses itself, whatever the resolver says.
    for host in [
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "[::ffff:a9fe:a9fe]",
        "0",
        "metadata.google.internal",
    ] {
        let facts = answers(Reach::Everywhere, "8.8.8.8", &format!("http://{host}:{port}/"));
        assert!(facts["$unknown"].as_str().unwrap().contains("never asked"), "{host}: {facts}");
    }
    for url in [
        "http://innocent.test",
        "http://127.1",
        "http://2130706433",
        "http://0x7f.1",
        "http://[::ffff:7f00:1]",
    ] {
        let facts = answers(Reach::Public, "127.0.0.1", &format!("{url}:{port}/"));
        assert!(facts["$unknown"].as_str().unwrap().contains("--allow-private"), "{url}: {facts}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0, "nothing was sent");
    answers(Reach::Everywhere, "127.0.0.1", &format!("http://innocent.test:{port}/"));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn secrets_in_addresses_are_not_sent() {
    for url in [
        "https://user:pass@keys.test/",
        "https://keys.test/?api_key=1",
        "https://keys.test/?access_token=1",
        "file:///etc/passwd",
        "keys.test/x",
    ] {
        assert!(keys::key_set(url, place()).is_none(), "{url}");
    }
    let probe = keys::key_set("https://keys.test/certs?p=policy", place()).unwrap();
    assert_eq!(
        (probe.subject.as_str(), probe.host.as_str(), probe.port),
        ("https://keys.test/certs", "keys.test", 443)
    );
}

#[test]
fn a_key_server_need_not_know_the_key() {
    let (port, _) = serve(None, http("404 Not Found", "text/html", "<html>"));
    let probe = keys::key_server(&format!("http://keys.test:{port}/keys"), place()).unwrap();
    assert_eq!(
        only(&run(&network(&[]), vec![probe], &mut |_, _| {})),
        json!({"status": 404, "type": "text/html"})
    );
}

#[test]
fn what_goes_wrong_inside_is_not_known() {
    let probe = Probe {
        kind: "keys",
        subject: "x".to_owned(),
        host: "127.0.0.1".to_owned(),
        port: 1,
        place: place(),
        ask: Box::new(|_| panic!("a fault")),
    };
    assert_eq!(
        only(&run(&network(&[]), vec![probe], &mut |_, _| {})),
        unknown("asking it failed inside of this program; please report that")
    );
}

fn asked(network: &Network, probe: Option<Probe>) -> Value {
    only(&run(network, vec![probe.unwrap()], &mut |_, _| {}))
}

#[test]
fn the_config_that_is_served() {
    let config = |answer: Vec<u8>| {
        let (port, _) = serve(None, answer);
        let address = format!("http://meet.test:{port}/config.js");
        asked(&network(&[]), web::config(&address, "meet.test".to_owned(), place()))
    };
    let script = "var subdomain = ''; var config = { hosts: { domain: 'meet.test', muc: 'conference.' + subdomain + 'meet.test' } };";
    let facts = config(http("200 OK", "application/javascript", script));
    assert_eq!(facts["form"], "config");
    assert_eq!(facts["values"], json!({"hosts.domain": "meet.test", "hosts.muc": "conference.meet.test"}));
    let facts = config(http(
        "200 OK",
        "application/javascript",
        "var config = { hosts: { domain: window.location.hostname } };",
    ));
    assert!(facts["values"]["hosts.domain"]["$unknown"].is_string(), "{facts}");
    assert_eq!(config(http("200 OK", "text/html", "<html></html>"))["form"], "html");
    assert_eq!(
        config(http("404 Not Found", "text/html", "<html></html>")),
        json!({"status": 404, "type": "text/html"})
    );
}

#[test]
fn sessions_of_bosh() {
    let session = |body: &str| {
        let (port, count) = serve(None, http("200 OK", "text/xml; charset=utf-8", body));
        let address = format!("http://meet.test:{port}/http-bind");
        (asked(&network(&[]), xmpp::session(&address, "meet.test", place())), count.load(Ordering::SeqCst))
    };
    let (facts, asked) = session(
        "<body xmlns='http://jabber.org/protocol/httpbind' sid='a-b' wait='5'><stream:features><mechanisms \
         xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-1</mechanism></mechanisms>\
         </stream:features></body>",
    );
    assert_eq!((&facts["form"], &facts["mechanisms"]), (&json!("bosh"), &json!(["PLAIN", "SCRAM-SHA-1"])));
    assert_eq!(asked, 2, "it is closed again");
    let (facts, asked) = session(
        "<body condition='host-unknown' type='terminate' xmlns='http://jabber.org/protocol/httpbind'/>",
    );
    assert_eq!((&facts["condition"], facts.get("mechanisms"), asked), (&json!("host-unknown"), None, 1));
    assert_eq!(session("<!DOCTYPE html>").0["form"], "html");
    assert!(xmpp::session("http://meet.test/", "meet.test'/><x", place()).is_none());
}

#[test]
fn websockets_that_are_opened() {
    for (answer, status) in [
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".to_vec(),
            101,
        ),
        (http("404 Not Found", "text/html", ""), 404),
    ] {
        let (port, _) = serve(None, answer);
        let address = format!("http://meet.test:{port}/xmpp-websocket");
        let facts = asked(&network(&[]), xmpp::upgrade(&address, "meet.test".to_owned(), place()));
        assert_eq!(facts["status"], status);
    }
}

#[test]
fn discovery_says_who_the_issuer_is() {
    let authority = Authority::new();
    let body = r#"{"issuer":"http://id.test/realms/a","jwks_uri":"https://id.test/certs","secret":"x"}"#;
    let (port, _) = serve(Some(authority.server("id.test", false)), http("200 OK", "application/json", body));
    let facts = asked(
        &network(&[&authority]),
        discovery::issuer(&format!("https://id.test:{port}/realms/a/"), place()),
    );
    assert_eq!((&facts["issuer"], facts.get("secret")), (&json!("http://id.test/realms/a"), None));
    assert!(discovery::issuer("jitsi", place()).is_none());
}

#[test]
fn certificates_as_they_are_served() {
    let (known, stranger) = (Authority::new(), Authority::new());
    for (config, part) in [
        (known.server("meet.test", false), ""),
        (known.server("meet.test", true), "expired"),
        (known.server("other.test", false), "another name"),
        (stranger.server("meet.test", false), "nobody whom this machine trusts"),
    ] {
        let (port, _) = serve(Some(config), Vec::new());
        let facts =
            asked(&network(&[&known]), certificate::served(&format!("https://meet.test:{port}/"), place()));
        assert_eq!((&facts["not_before"], &facts["chain"]), (&json!(1_577_836_800), &json!(1)), "{facts}");
        match part {
            "" => assert_eq!(facts["trusted"], true),
            _ => assert!(facts["untrusted"].as_str().unwrap().contains(part), "{facts}"),
        }
    }
    let (port, _) = serve(None, http("200 OK", "text/plain", ""));
    let facts =
        asked(&network(&[&known]), certificate::served(&format!("https://meet.test:{port}/"), place()));
    assert_eq!(facts["failed"], "no-tls", "{facts}");
    assert!(certificate::served("http://meet.test/", place()).is_none());
}
