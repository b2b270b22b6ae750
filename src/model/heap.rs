//! How much memory the services written in Java may take.

use super::Deployment;
use crate::value::Entry;

/// The variables that the start scripts (`jicofo.sh`, `jvb.sh`, `jigasi.sh`) put behind `-Xmx`.
const VARIABLES: [&str; 3] = ["JICOFO_MAX_MEMORY", "JIGASI_MAX_MEMORY", "VIDEOBRIDGE_MAX_MEMORY"];

impl Deployment {
    /// The variables that are set, of services on this machine.
    pub fn heaps(&self) -> impl Iterator<Item = &Entry> {
        let variables = self.layers().filter_map(|layers| layers.env.as_ref());
        let entries = variables.flat_map(|(_, env)| env.root.iter());
        entries.filter(|entry| VARIABLES.contains(&entry.key.as_str()))
    }
}

/// A size as Java reads it behind `-Xmx`, in bytes: a whole number and at most one letter.
pub fn java_size(text: &str) -> Option<u64> {
    let (number, power) = match text.bytes().last()? {
        b'k' | b'K' => (&text[..text.len() - 1], 10),
        b'm' | b'M' => (&text[..text.len() - 1], 20),
        b'g' | b'G' => (&text[..text.len() - 1], 30),
        b't' | b'T' => (&text[..text.len() - 1], 40),
        _ => (text, 0),
    };
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse::<u64>().ok().filter(|_| digits)?.checked_mul(1 << power)
}
