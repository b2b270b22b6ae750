//! Whether a password is the one of which Prosody keeps a hash (SCRAM-SHA-1, RFC 5802).

use std::collections::BTreeMap;
use std::sync::Mutex;

use sha1::{Digest as _, Sha1};

/// What SHA-1 makes of a text.
pub type Digest = [u8; 20];

/// More rounds than anybody sets; a file must not keep the check busy.
const MOST_ROUNDS: u32 = 100_000;

/// Thousands of rounds take milliseconds, and the same accounts are asked about again in every run of a process.
static COMPUTED: Mutex<BTreeMap<Digest, Digest>> = Mutex::new(BTreeMap::new());
const MOST_COMPUTED: usize = 64;

/// The `stored_key` of a password, in hexadecimal as Prosody writes it. `None` if it would take too long, or the
/// password has letters that would have to be normalised first.
pub(super) fn stored_key(password: &str, salt: &str, rounds: u32) -> Option<String> {
    if rounds == 0 || rounds > MOST_ROUNDS || !password.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let question = sha1(format!("{rounds} {salt}\n{password}").as_bytes());
    let mut computed = COMPUTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if computed.len() > MOST_COMPUTED {
        computed.clear();
    }
    let key = computed.entry(question).or_insert_with(|| {
        let salted = salted_password(password.as_bytes(), salt.as_bytes(), rounds);
        let client_key = Keyed::new(&salted).digest(b"Client Key");
        sha1(&client_key)
    });
    Some(key.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn sha1(text: &[u8]) -> Digest {
    Sha1::digest(text).into()
}

/// `Hi` of the RFC, which is PBKDF2 of one block.
fn salted_password(password: &[u8], salt: &[u8], rounds: u32) -> Digest {
    let keyed = Keyed::new(password);
    let mut last = keyed.digest(&[salt, &[0, 0, 0, 1]].concat());
    let mut sum = last;
    for _ in 1..rounds {
        last = keyed.digest(&last);
        sum.iter_mut().zip(last).for_each(|(sum, byte)| *sum ^= byte);
    }
    sum
}

/// HMAC-SHA1.
pub fn hmac_sha1(key: &[u8], text: &[u8]) -> Digest {
    Keyed::new(key).digest(text)
}

/// HMAC with its key already taken in.
struct Keyed {
    inner: Sha1,
    outer: Sha1,
}

impl Keyed {
    fn new(key: &[u8]) -> Self {
        let mut block = [0; 64];
        match key.len() {
            0..=64 => block[..key.len()].copy_from_slice(key),
            _ => block[..20].copy_from_slice(&sha1(key)),
        }
        Keyed {
            inner: Sha1::new_with_prefix(block.map(|byte| byte ^ 0x36)),
            outer: Sha1::new_with_prefix(block.map(|byte| byte ^ 0x5c)),
        }
    }

    fn digest(&self, text: &[u8]) -> Digest {
        let (mut inner, mut outer) = (self.inner.clone(), self.outer.clone());
        inner.update(text);
        outer.update(inner.finalize());
        outer.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfcs() {
        let hex = |bytes: Digest| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        // RFC 2202.
        assert_eq!(
            hex(Keyed::new(b"Jefe").digest(b"what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            hex(Keyed::new(&[0xaa; 80]).digest(b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
        // RFC 6070.
        assert_eq!(
            hex(salted_password(b"password", b"salt", 4096)),
            "4b007901b765489abead49d926f721d065a429c1"
        );
    }

    #[test]
    fn what_prosody_writes() {
        let key = stored_key("brSpKphE4jwI7ZbQ", "ab290d66-fcf4-4242-bba6-2141e8c11fa1", 10000);
        assert_eq!(key.as_deref(), Some("239bd1e228f610bede14f07615ab179895add5de"));
        assert_eq!(stored_key("pässword", "salt", 10000), None);
        assert_eq!(stored_key("password", "salt", 1_000_000), None);
    }
}
