//! Whether a relay lets people in: `turn`, by the address that browsers are given; and `stun`, as whom a STUN server sees this machine.
//!
//! `{"allocated": true, "relay"}`, `{"allocated": false, "error", "words"}`, or `{"failed", "detail"}` where nobody answers. A place
//! on the relay is asked for as a browser does it, with a name and password that are made from the secret as Prosody makes them, and
//! given back at once. The secret is not sent, and neither is the password: they only sign.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use md5::{Digest, Md5};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use serde_json::{Value, json};

use super::contact::Failed;
use super::stun::{HEADER, MAX_BODY, Message, attribute, kind};
use super::{Ask, Contact, Probe, unknown};
use crate::fact::Fact;
use crate::model::{Deployment, OfferedRelay, RelayWay, relay_credentials};
use crate::secret::Secret;

/// So long the name and password hold that are made, as those of Prosody do; clocks differ.
const HOLDS: u64 = 86_400;
/// After so long a datagram is taken for lost and sent again, each time after twice the time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// UDP, as the relay is to use it between itself and the bridge.
const TO_PEERS: [u8; 4] = [17, 0, 0, 0];
/// The relay wants the request again with a nonce that is new.
const STALE: u16 = 438;
const UNAUTHORIZED: u16 = 401;

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let probe = |relay: OfferedRelay| match &relay.secret {
        Fact::Known(secret, _) => Some(probe(&relay, secret.clone())),
        _ => None,
    };
    let stun = deployment.offered_stun().into_iter().map(|(host, port, place)| Probe {
        kind: "stun",
        subject: format!("stun:{host}:{port}"),
        host,
        port,
        place,
        ask: Box::new(binding),
    });
    deployment.offered_relays().into_iter().filter_map(probe).chain(stun).collect()
}

pub(super) fn probe(relay: &OfferedRelay, secret: Secret) -> Probe {
    let way = relay.way;
    let ask: Ask = Box::new(move |contact: &Contact| {
        allocate(contact, way, &secret).unwrap_or_else(|failed| failed.to_fact())
    });
    Probe {
        kind: "turn",
        subject: relay.address(),
        host: relay.host.clone(),
        port: relay.port,
        place: relay.place,
        ask,
    }
}

/// Asks a STUN server by which address it sees this machine: `{"mapped"}`.
pub(super) fn binding(contact: &Contact) -> Value {
    let asked = udp(contact).and_then(|socket| {
        let request = Message::new(kind::BINDING, id());
        ask_udp(&socket, contact, &request, &request.encode(None))
    });
    match asked {
        Ok(answer) => match answer.address(attribute::MAPPED_ADDRESS) {
            Some(address) if answer.kind == kind::BINDING | kind::SUCCESS => {
                json!({ "mapped": address.ip().to_string() })
            }
            _ => unknown("what answered does not speak STUN"),
        },
        Err(failed) => failed.to_fact(),
    }
}

fn allocate(contact: &Contact, way: RelayWay, secret: &Secret) -> Result<Value, Failed> {
    let mut line = Line::open(contact, way)?;
    let request = || Message::new(kind::ALLOCATE, id()).with(attribute::REQUESTED_TRANSPORT, TO_PEERS);
    let first = line.ask(contact, &request(), None)?;
    if first.kind == kind::ALLOCATE | kind::SUCCESS {
        line.give_back(Message::new(kind::REFRESH, id()), None);
        return Ok(allocated(&first));
    }
    let Some((UNAUTHORIZED, _)) = first.error() else { return Ok(refused(&first)) };
    let (Some(realm), Some(mut nonce)) =
        (first.get(attribute::REALM), first.get(attribute::NONCE).map(<[u8]>::to_vec))
    else {
        return Ok(refused(&first));
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (name, password) = relay_credentials(secret, now + HOLDS);
    let key = Md5::digest([name.as_bytes(), b":", realm, b":", password.as_bytes()].concat());
    let signed = |message: Message, nonce: &[u8]| {
        message
            .with(attribute::USERNAME, name.as_bytes())
            .with(attribute::REALM, realm)
            .with(attribute::NONCE, nonce)
    };
    let mut answer = line.ask(contact, &signed(request(), &nonce), Some(&key))?;
    if let (Some((STALE, _)), Some(newer)) = (answer.error(), answer.get(attribute::NONCE)) {
        nonce = newer.to_vec();
        answer = line.ask(contact, &signed(request(), &nonce), Some(&key))?;
    }
    if answer.kind != kind::ALLOCATE | kind::SUCCESS {
        return Ok(refused(&answer));
    }
    line.give_back(signed(Message::new(kind::REFRESH, id()), &nonce), Some(&key));
    Ok(allocated(&answer))
}

fn allocated(answer: &Message) -> Value {
    let relay = answer.address(attribute::RELAYED_ADDRESS).map(|address| address.ip().to_string());
    json!({ "allocated": true, "relay": relay })
}

fn refused(answer: &Message) -> Value {
    match answer.error() {
        Some((code, words)) => json!({ "allocated": false, "error": code, "words": words }),
        None => unknown("what answered does not speak TURN"),
    }
}

/// A number that no other request has.
fn id() -> [u8; 12] {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let count = ASKED.fetch_add(1, Ordering::Relaxed);
    let mixed = Md5::digest([&now.to_be_bytes()[..], &count.to_be_bytes()].concat());
    let mut id = [0; 12];
    id.copy_from_slice(&mixed[..12]);
    id
}

/// The way to the relay.
enum Line {
    Udp(UdpSocket),
    Tcp(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Line {
    fn open(contact: &Contact, way: RelayWay) -> Result<Self, Failed> {
        if way == RelayWay::Udp {
            return udp(contact).map(Line::Udp);
        }
        let stream = contact.tcp()?;
        if way == RelayWay::Tcp {
            return Ok(Line::Tcp(stream));
        }
        let cannot = |why: &dyn std::fmt::Display| Failed::Perhaps(format!("TLS could not be begun ({why})"));
        if contact.trust.is_empty() {
            return Err(cannot(&"this machine has no list of trusted certificate authorities"));
        }
        let name = ServerName::try_from(contact.host.clone()).map_err(|error| cannot(&error))?;
        let config = contact.trust.client().map_err(|error| cannot(&error))?;
        let session = ClientConnection::new(Arc::new(config), name).map_err(|error| cannot(&error))?;
        Ok(Line::Tls(Box::new(StreamOwned::new(session, stream))))
    }

    /// Sends a request and waits for its answer.
    fn ask(&mut self, contact: &Contact, request: &Message, key: Option<&[u8]>) -> Result<Message, Failed> {
        let bytes = request.encode(key);
        match self {
            Line::Udp(socket) => ask_udp(socket, contact, request, &bytes),
            Line::Tcp(stream) => ask_stream(stream, &bytes),
            Line::Tls(stream) => ask_stream(stream, &bytes),
        }
    }

    /// Ends the place at the relay. If that is lost, the relay ends it by itself after some minutes.
    fn give_back(&mut self, message: Message, key: Option<&[u8]>) {
        let bytes = message.with(attribute::LIFETIME, [0; 4]).encode(key);
        let _ = match self {
            Line::Udp(socket) => socket.send(&bytes).map(|_| ()),
            Line::Tcp(stream) => stream.write_all(&bytes),
            Line::Tls(stream) => stream.write_all(&bytes).and_then(|()| stream.flush()),
        };
    }
}

fn udp(contact: &Contact) -> Result<UdpSocket, Failed> {
    // Where there are several addresses, browsers try IPv4 too.
    let address = contact.addresses.iter().find(|address| address.is_ipv4()).or(contact.addresses.first());
    let Some(address) = address else { return Err(Failed::Perhaps("there is no address to ask".into())) };
    let any = match address {
        SocketAddr::V4(_) => SocketAddr::from(([0, 0, 0, 0], 0)),
        SocketAddr::V6(_) => SocketAddr::from(([0u16; 8], 0)),
    };
    let socket = UdpSocket::bind(any).and_then(|socket| socket.connect(address).map(|()| socket));
    socket.map_err(|error| Failed::of(&error))
}

fn ask_udp(
    socket: &UdpSocket,
    contact: &Contact,
    request: &Message,
    bytes: &[u8],
) -> Result<Message, Failed> {
    let mut wait = FIRST_WAIT;
    let mut buffer = [0; HEADER + MAX_BODY];
    while Instant::now() < contact.deadline {
        socket.send(bytes).map_err(|error| Failed::of(&error))?;
        let until = Instant::now() + wait.min(contact.remaining());
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            socket.set_read_timeout(Some(left)).map_err(|error| Failed::of(&error))?;
            match socket.recv(&mut buffer) {
                // Late answers to earlier requests come along.
                Ok(length) => {
                    match Message::parse(&buffer[..length]).filter(|message| message.id == request.id) {
                        Some(message) => return Ok(message),
                        None => continue,
                    }
                }
                Err(error) => match Failed::of(&error) {
                    Failed::Perhaps(_) => break,
                    surely => return Err(surely),
                },
            }
        }
        wait *= 2;
    }
    Err(Failed::timeout())
}

fn ask_stream(stream: &mut (impl Read + Write), bytes: &[u8]) -> Result<Message, Failed> {
    let mut exchange = || -> std::io::Result<Vec<u8>> {
        stream.write_all(bytes)?;
        stream.flush()?;
        let mut answer = vec![0; HEADER];
        stream.read_exact(&mut answer)?;
        let length = usize::from(u16::from_be_bytes([answer[2], answer[3]])).min(MAX_BODY);
        answer.resize(HEADER + length, 0);
        stream.read_exact(&mut answer[HEADER..])?;
        Ok(answer)
    };
    let answer = exchange().map_err(|error| Failed::of(&error))?;
    Message::parse(&answer)
        .ok_or_else(|| Failed::Surely("no-turn", "what answers does not speak TURN".into()))
}
