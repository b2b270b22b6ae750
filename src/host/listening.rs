//! What listens on which port: `[{"protocol": "tcp", "address": "127.0.0.1", "port": 5280, "unit": "prosody", "process": "lua5.4"}]`.
//! Without root, only the user's own processes can be named.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Value, json};

use super::processes::{Process, Processes};
use super::{Machine, unknown};

/// The kernel's tables, the state in which a socket listens, and whether the addresses are of version 6. Sockets of UDP do
/// not listen; the state is that of one without a peer.
const TABLES: [(&str, &str, &str, bool); 4] = [
    ("tcp", "proc/net/tcp", "0A", false),
    ("tcp", "proc/net/tcp6", "0A", true),
    ("udp", "proc/net/udp", "07", false),
    ("udp", "proc/net/udp6", "07", true),
];
/// A relay has some ten thousand sockets; more than this is not looked through.
const MAX_SOCKETS: usize = 20_000;
const MAX_LINKS: usize = 500_000;

struct Socket {
    protocol: &'static str,
    address: IpAddr,
    port: u16,
    inode: u64,
}

pub(super) fn read(machine: &Machine, processes: &Processes) -> Value {
    let mut sockets = Vec::new();
    for (protocol, path, state, six) in TABLES {
        match machine.text_if_there(path) {
            Ok(text) => {
                let text = text.unwrap_or_default();
                let lines = text.lines().skip(1);
                sockets.extend(lines.filter_map(|line| socket(line, protocol, state, six)));
            }
            Err(unread) => return unknown(&unread.reason),
        }
    }
    if sockets.is_empty() && !machine.has("proc/net/tcp") {
        return unknown("there is no /proc/net/tcp (`ss -tulpn` shows what listens)");
    }
    if sockets.len() > MAX_SOCKETS {
        return unknown("there are too many open ports to look through (`ss -tulpn` shows them)");
    }
    sockets.sort_by_key(|socket| (socket.protocol, socket.port, socket.address));
    let owners = owners(machine, processes, &sockets);
    let mut shown = BTreeSet::new();
    let mut entries = Vec::new();
    for socket in &sockets {
        let owner = owners.get(&socket.inode);
        // A relay opens a port once for each of its threads.
        if !shown.insert((
            socket.protocol,
            socket.port,
            socket.address,
            owner.map(|owner| owner.name.as_str()),
        )) {
            continue;
        }
        let mut entry = json!({
            "protocol": socket.protocol, "address": socket.address.to_string(), "port": socket.port,
        });
        match owner {
            Some(process) => {
                entry["process"] = process.name.clone().into();
                if let Some(unit) = &process.unit {
                    entry["unit"] = unit.clone().into();
                }
            }
            None => entry["process"] = unknown("only root sees whose port it is (run this with `sudo`)"),
        }
        entries.push(entry);
    }
    entries.into()
}

/// One line of a table: number, own address, other address, state, and the inode as the tenth field.
fn socket(line: &str, protocol: &'static str, state: &str, six: bool) -> Option<Socket> {
    let mut fields = line.split_whitespace();
    let own = fields.nth(1)?;
    if fields.nth(1)? != state {
        return None;
    }
    let (address, port) = own.split_once(':')?;
    let address = match six {
        false => {
            // The bytes stand in the order of the processor.
            let bytes = u32::from_str_radix(address, 16).ok()?.to_ne_bytes();
            IpAddr::V4(Ipv4Addr::from(bytes))
        }
        true => {
            let mut bytes = [0; 16];
            for (at, word) in bytes.chunks_exact_mut(4).enumerate() {
                let part = address.get(at * 8..at * 8 + 8)?;
                word.copy_from_slice(&u32::from_str_radix(part, 16).ok()?.to_ne_bytes());
            }
            let address = Ipv6Addr::from(bytes);
            address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4)
        }
    };
    Some(Socket {
        protocol,
        address,
        port: u16::from_str_radix(port, 16).ok()?,
        inode: fields.nth(5)?.parse().ok()?,
    })
}

/// Whose each socket is: every process has links to its own.
fn owners<'p>(machine: &Machine, processes: &'p Processes, sockets: &[Socket]) -> BTreeMap<u64, &'p Process> {
    let wanted: BTreeSet<u64> = sockets.iter().map(|socket| socket.inode).collect();
    let mut owners = BTreeMap::new();
    let mut links = 0;
    for process in processes.iter() {
        let dir = format!("proc/{}/fd", process.id);
        for name in machine.names(&dir) {
            links += 1;
            if links > MAX_LINKS || owners.len() == wanted.len() {
                return owners;
            }
            let Some(target) = machine.link(&format!("{dir}/{name}")) else { continue };
            let inode = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']'));
            if let Some(inode) =
                inode.and_then(|inode| inode.parse().ok()).filter(|inode| wanted.contains(inode))
            {
                // Children inherit the sockets of their parent; the first process, which has the lowest number, opened it.
                owners.entry(inode).or_insert(process);
            }
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_tables() {
        let line = "   0: 0100007F:14A0 00000000:0000 0A 00000000:00000000 00:00000000 00000000   106        0 12345 1 0 100 0 0 10 0";
        let found = socket(line, "tcp", "0A", false).expect("a socket");
        assert_eq!((found.address.to_string().as_str(), found.port, found.inode), ("127.0.0.1", 5280, 12345));
        assert!(socket(line, "tcp", "07", false).is_none());
        let line = "  1: 00000000000000000000000001000000:2710 00000000000000000000000000000000:0000 07 0:0 0:0 0 0 0 77 2 0 0";
        let found = socket(line, "udp", "07", true).expect("a socket");
        assert_eq!((found.address.to_string().as_str(), found.port, found.inode), ("::1", 10000, 77));
        for broken in ["", "x", "0: 1:2 3:4 0A", "0: zz:yy 0:0 0A a b c d e f g"] {
            assert!(socket(broken, "tcp", "0A", false).is_none());
        }
    }
}
