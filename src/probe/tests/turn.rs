//! Relays that are made up, and their answers.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::{Authority, network, only, place};
use crate::fact::Fact;
use crate::model::{OfferedRelay, RelayWay, relay_credentials};
use crate::probe::stun::{HEADER, Message, attribute, is_signed, kind};
use crate::probe::{Probe, run, turn};
use crate::secret::Secret;

/// What a relay does with requests. It remembers how many places are taken.
#[derive(Clone, Default)]
struct Relay {
    /// Whether the first signed request is told that its nonce is old.
    stale: bool,
    /// Whether it asks for no password.
    open: bool,
    places: Arc<Mutex<i32>>,
}

const SECRET: &str = "not-a-real-secret";

impl Relay {
    fn answer(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let request = Message::parse(bytes)?;
        let reply = |class: u16| Message::new(request.kind | class, request.id);
        let nonce = if self.stale { b"old".as_slice() } else { b"new" };
        let refuse = |code: u8, words: &str| {
            reply(kind::ERROR)
                .with(attribute::ERROR_CODE, [&[0, 0, 4, code], words.as_bytes()].concat())
                .with(attribute::REALM, b"relay.test".as_slice())
                .with(attribute::NONCE, nonce)
        };
        if request.kind == kind::BINDING {
            return Some(reply(kind::SUCCESS).with(attribute::MAPPED_ADDRESS, relayed()).encode(None));
        }
        let user = request.get(attribute::USERNAME).map(|name| String::from_utf8_lossy(name).into_owned());
        let Some(user) = user.or(self.open.then(String::new)) else {
            return Some(refuse(1, "Unauthorized").encode(None));
        };
        let until = user.parse().unwrap_or(0);
        let (_, password) = relay_credentials(&Secret::new(SECRET), until);
        let key = Md5::digest(format!("{user}:relay.test:{password}"));
        if !self.open && !is_signed(bytes, &key) {
            return Some(refuse(1, "Unauthorized").encode(None));
        }
        if self.stale {
            self.stale = false;
            return Some(refuse(38, "Stale Nonce").encode(None));
        }
        let mut places = self.places.lock().unwrap();
        *places += if request.kind == kind::ALLOCATE { 1 } else { -1 };
        Some(reply(kind::SUCCESS).with(attribute::RELAYED_ADDRESS, relayed()).encode(Some(&key)))
    }

    fn udp(mut self) -> u16 {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = socket.local_addr().unwrap().port();
        thread::spawn(move || {
            let mut buffer = [0; 2000];
            while let Ok((length, from)) = socket.recv_from(&mut buffer) {
                // What does not belong to the request is to be passed over.
                let _ = socket.send_to(b"noise", from);
                if let Some(answer) = self.answer(&buffer[..length]) {
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        port
    }

    fn tcp(mut self, tls: Option<rustls::ServerConfig>) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let tls = tls.map(Arc::new);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                match tls.clone() {
                    Some(config) => {
                        let connection = rustls::ServerConnection::new(config).unwrap();
                        self.converse(&mut rustls::StreamOwned::new(connection, stream));
                    }
                    None => self.converse(&mut stream),
                }
            }
        });
        port
    }

    fn converse(&mut self, stream: &mut (impl Read + Write)) {
        let mut head = [0; HEADER];
        while stream.read_exact(&mut head).is_ok() {
            let mut whole = head.to_vec();
            whole.resize(HEADER + usize::from(u16::from_be_bytes([head[2], head[3]])), 0);
            if stream.read_exact(&mut whole[HEADER..]).is_err() {
                return;
            }
            let Some(answer) = self.answer(&whole) else { return };
            let _ = stream.write_all(&answer).and_then(|()| stream.flush());
        }
    }
}

/// `192.0.2.1`, as addresses are written.
fn relayed() -> Vec<u8> {
    vec![0, 1, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43]
}

fn ask(way: RelayWay, port: u16, secret: &str, trusted: &[&Authority]) -> Value {
    let relay = OfferedRelay {
        host: "relay.test".to_owned(),
        port,
        way,
        place: place(),
        secret: Fact::absent(None),
        subject: String::new(),
    };
    let document = run(&network(trusted), vec![turn::probe(&relay, Secret::new(secret))], &mut |_, _| {});
    assert!(!document.contains(secret));
    only(&document)
}

fn given() -> Value {
    json!({ "allocated": true, "relay": "192.0.2.1" })
}

#[test]
fn a_place_is_asked_for_and_given_back() {
    let relay = Relay::default();
    assert_eq!(ask(RelayWay::Udp, relay.clone().udp(), SECRET, &[]), given());
    assert_eq!(ask(RelayWay::Tcp, relay.clone().tcp(None), SECRET, &[]), given());
    for _ in 0..100 {
        if *relay.places.lock().unwrap() == 0 {
            break;
        }
        thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(*relay.places.lock().unwrap(), 0);
}

#[test]
fn another_secret_is_refused() {
    let refused = json!({ "allocated": false, "error": 401, "words": "Unauthorized" });
    assert_eq!(ask(RelayWay::Udp, Relay::default().udp(), "another", &[]), refused);
    assert_eq!(ask(RelayWay::Tcp, Relay::default().tcp(None), "another", &[]), refused);
}

#[test]
fn an_old_nonce_is_replaced() {
    let relay = Relay { stale: true, ..Relay::default() };
    assert_eq!(ask(RelayWay::Udp, relay.udp(), SECRET, &[]), given());
}

#[test]
fn a_relay_without_passwords() {
    let relay = Relay { open: true, ..Relay::default() };
    assert_eq!(ask(RelayWay::Udp, relay.udp(), SECRET, &[]), given());
}

#[test]
fn over_tls_certificates_are_checked() {
    let (known, stranger) = (Authority::new(), Authority::new());
    let port = |authority: &Authority, name: &str| Relay::default().tcp(Some(authority.server(name, false)));
    assert_eq!(ask(RelayWay::Tls, port(&known, "relay.test"), SECRET, &[&known]), given());
    for (authority, name) in [(&known, "other.test"), (&stranger, "relay.test")] {
        assert_eq!(ask(RelayWay::Tls, port(authority, name), SECRET, &[&known])["failed"], "untrusted");
    }
}

#[test]
fn nobody_or_somebody_else_answers() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    assert_eq!(ask(RelayWay::Tcp, free, SECRET, &[])["failed"], "refused");
    assert_eq!(ask(RelayWay::Udp, free, SECRET, &[])["failed"], "refused");
    let (web, _) = super::serve(
        None,
        super::http("400 Bad Request", "text/html", "<html>what do you want from me</html>"),
    );
    // A web server waits for the end of the request.
    assert!(ask(RelayWay::Tcp, web, SECRET, &[]).get("allocated").is_none());
}

#[test]
fn who_am_i() {
    let port = Relay::default().udp();
    let probe = Probe {
        kind: "stun",
        subject: "x".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
        place: place(),
        ask: Box::new(turn::binding),
    };
    assert_eq!(only(&run(&network(&[]), vec![probe], &mut |_, _| {})), json!({ "mapped": "192.0.2.1" }));
}

#[test]
fn ports_and_names() {
    use crate::probe::local;
    let (port, asked) = super::serve(None, super::http("500 Internal Server Error", "text/plain", ""));
    let learn = |probe| only(&run(&network(&[]), vec![probe], &mut |_, _| {}));
    assert_eq!(learn(local::port("localhost", port, place())), json!({ "open": true }));
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    assert_eq!(learn(local::port("localhost", free, place()))["failed"], "refused");
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 0, "nothing is said");
    let page = format!("http://127.0.0.1:{port}/about/health");
    assert_eq!(learn(local::health(&page, place()).unwrap()), json!({ "status": 500 }));
    assert_eq!(learn(local::addresses("meet.test", place())), json!({ "addresses": ["127.0.0.1"] }));
}
