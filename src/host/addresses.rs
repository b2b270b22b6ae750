//! The addresses of this machine: `[{"interface": "eth0", "address": "203.0.113.5"}]`. The kernel lists those of version 4
//! without the interface.

use std::collections::BTreeSet;
use std::net::Ipv6Addr;

use serde_json::{Value, json};

use super::{Machine, unknown};

pub(super) fn read(machine: &Machine) -> Value {
    let routes = match machine.text("proc/net/fib_trie") {
        Ok(text) => text,
        Err(unread) => return unknown(&unread.reason),
    };
    let mut addresses: Vec<Value> =
        local(&routes).iter().map(|address| json!({ "address": address })).collect();
    // Without version 6 there is no such file.
    for line in machine.text("proc/net/if_inet6").unwrap_or_default().lines().take(10_000) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if let [address, _, _, _, _, interface] = &fields[..]
            && let Ok(address) = u128::from_str_radix(address, 16)
        {
            addresses.push(json!({ "interface": interface, "address": Ipv6Addr::from(address).to_string() }));
        }
    }
    addresses.into()
}

/// The leaves of the tree that are marked as the machine's own.
fn local(routes: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut leaf = None;
    for line in routes.lines() {
        if let Some((_, address)) = line.split_once("|-- ") {
            leaf = Some(address.trim());
        } else if line.contains("/32 host LOCAL") {
            found.extend(leaf);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_only() {
        let routes = "Local:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     |-- 203.0.113.5\n        \
            /32 host LOCAL\n     |-- 203.0.113.255\n        /32 link BROADCAST\n";
        assert_eq!(local(routes).into_iter().collect::<Vec<_>>(), ["203.0.113.5"]);
    }
}
