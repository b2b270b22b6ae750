//! Messages of STUN (RFC 5389), of which TURN is made.

use std::net::{IpAddr, SocketAddr};

use flate2::Crc;

use crate::model::hmac_sha1;

/// What a message asks or answers, method and class together.
pub(super) mod kind {
    pub const BINDING: u16 = 0x0001;
    pub const ALLOCATE: u16 = 0x0003;
    pub const REFRESH: u16 = 0x0004;
    /// Set in an answer that all is well.
    pub const SUCCESS: u16 = 0x0100;
    /// Set in an answer that it is not.
    #[cfg(test)]
    pub const ERROR: u16 = 0x0110;
}

/// Names of attributes.
pub(super) mod attribute {
    pub const USERNAME: u16 = 0x0006;
    pub const INTEGRITY: u16 = 0x0008;
    pub const ERROR_CODE: u16 = 0x0009;
    pub const LIFETIME: u16 = 0x000D;
    pub const REALM: u16 = 0x0014;
    pub const NONCE: u16 = 0x0015;
    pub const RELAYED_ADDRESS: u16 = 0x0016;
    pub const REQUESTED_TRANSPORT: u16 = 0x0019;
    pub const MAPPED_ADDRESS: u16 = 0x0020;
    pub const FINGERPRINT: u16 = 0x8028;
}

const COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const FINGERPRINT_MASK: u32 = 0x5354_554E;
/// The length of a header.
pub(super) const HEADER: usize = 20;
/// No answer to what is asked here is longer.
pub(super) const MAX_BODY: usize = 4096;

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Message {
    pub kind: u16,
    /// What tells which answer belongs to which request.
    pub id: [u8; 12],
    pub attributes: Vec<(u16, Vec<u8>)>,
}

impl Message {
    pub fn new(kind: u16, id: [u8; 12]) -> Self {
        Message { kind, id, attributes: Vec::new() }
    }

    pub fn with(mut self, name: u16, value: impl Into<Vec<u8>>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The bytes, signed with the key if there is one, and with a checksum.
    pub fn encode(&self, key: Option<&[u8]>) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        bytes.extend(self.kind.to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(COOKIE);
        bytes.extend(self.id);
        for (name, value) in &self.attributes {
            append(&mut bytes, *name, value);
        }
        if let Some(key) = key {
            set_length(&mut bytes, 24);
            let signature = hmac_sha1(key, &bytes);
            append(&mut bytes, attribute::INTEGRITY, &signature);
        }
        set_length(&mut bytes, 8);
        let sum = checksum(&bytes);
        append(&mut bytes, attribute::FINGERPRINT, &sum);
        set_length(&mut bytes, 0);
        bytes
    }

    /// Reads a message; `None` if it is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (header, mut body) = bytes.split_at_checked(HEADER)?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        if header[0] & 0xC0 != 0 || header[4..8] != COOKIE || length != body.len() || length > MAX_BODY {
            return None;
        }
        let kind = u16::from_be_bytes([header[0], header[1]]);
        let mut message = Message::new(kind, header[8..].try_into().ok()?);
        while !body.is_empty() {
            let (head, rest) = body.split_at_checked(4)?;
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let name = u16::from_be_bytes([head[0], head[1]]);
            if name == attribute::FINGERPRINT {
                let before = bytes.len() - body.len();
                if rest != checksum(&bytes[..before]) {
                    return None;
                }
            }
            let (value, _) = rest.split_at_checked(length)?;
            // Values are filled up to four bytes.
            (_, body) = rest.split_at_checked(length.next_multiple_of(4))?;
            message.attributes.push((name, value.to_vec()));
        }
        Some(message)
    }

    /// The value of an attribute.
    pub fn get(&self, name: u16) -> Option<&[u8]> {
        self.attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_slice())
    }

    /// The number and the words of an error.
    pub fn error(&self) -> Option<(u16, String)> {
        let value = self.get(attribute::ERROR_CODE)?;
        let [_, _, class, number, words @ ..] = value else { return None };
        let code = u16::from(class & 7) * 100 + u16::from(*number);
        let words = String::from_utf8_lossy(words);
        Some((code, words.chars().filter(|sign| !sign.is_control()).take(100).collect()))
    }

    /// An address that is written with the cookie and the id laid over it.
    pub fn address(&self, name: u16) -> Option<SocketAddr> {
        let [_, family, high, low, address @ ..] = self.get(name)? else { return None };
        let port = u16::from_be_bytes([high ^ COOKIE[0], low ^ COOKIE[1]]);
        let mask = COOKIE.iter().chain(&self.id);
        let plain: Vec<u8> = address.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
        let address = match family {
            1 => IpAddr::from(<[u8; 4]>::try_from(plain).ok()?),
            2 => IpAddr::from(<[u8; 16]>::try_from(plain).ok()?),
            _ => return None,
        };
        Some(SocketAddr::new(address, port))
    }
}

fn append(bytes: &mut Vec<u8>, name: u16, value: &[u8]) {
    // No value that is sent is longer than some hundred bytes.
    let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
    bytes.extend(name.to_be_bytes());
    bytes.extend(length.to_be_bytes());
    bytes.extend(&value[..usize::from(length)]);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}

/// Writes the length as if some more bytes were there: what is signed counts the signature in.
fn set_length(bytes: &mut [u8], more: usize) {
    let length = u16::try_from(bytes.len() - HEADER + more).unwrap_or(u16::MAX);
    bytes[2..4].copy_from_slice(&length.to_be_bytes());
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(bytes);
    (crc.sum() ^ FINGERPRINT_MASK).to_be_bytes()
}

/// Whether a message is signed with this key.
#[cfg(test)]
pub(super) fn is_signed(bytes: &[u8], key: &[u8]) -> bool {
    let mut at = HEADER;
    while let Some(head) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if u16::from_be_bytes([head[0], head[1]]) == attribute::INTEGRITY {
            let mut before = bytes[..at].to_vec();
            set_length(&mut before, 24);
            return bytes.get(at + 4..at + 24) == Some(&hmac_sha1(key, &before)[..]);
        }
        at += 4 + length.next_multiple_of(4);
    }
    false
}
