//! Which firewalls are set up on this machine. What they let through depends on more than files, so only the plain rules
//! of `ufw` are listed: `{"ufw": {"enabled": true, "allowed": [{"port": "443", "protocol": "tcp"}]}, "nftables": true}`.

use serde_json::{Map, Value, json};

use super::{Machine, unknown};

/// Files with rules of other tools.
const OTHERS: [(&str, &str); 4] = [
    ("nftables", "etc/nftables.conf"),
    ("iptables", "etc/iptables/rules.v4"),
    ("firewalld", "etc/firewalld/firewalld.conf"),
    ("shorewall", "etc/shorewall/rules"),
];

pub(super) fn read(machine: &Machine) -> Value {
    let mut facts = Map::new();
    match machine.text_if_there("etc/ufw/ufw.conf") {
        Ok(Some(text)) => {
            let enabled = text.lines().any(|line| line.trim().eq_ignore_ascii_case("enabled=yes"));
            let mut ufw = Map::new();
            ufw.insert("enabled".to_owned(), enabled.into());
            if enabled {
                ufw.insert("allowed".to_owned(), allowed(machine));
            }
            facts.insert("ufw".to_owned(), ufw.into());
        }
        Ok(None) => {}
        Err(unread) => {
            facts.insert("ufw".to_owned(), unknown(&unread.reason));
        }
    }
    for (name, path) in OTHERS {
        if machine.has(path) {
            facts.insert(name.to_owned(), true.into());
        }
    }
    Value::Object(facts)
}

/// `### tuple ### allow tcp 443 0.0.0.0/0 any 0.0.0.0/0 in`: what anybody may reach.
fn allowed(machine: &Machine) -> Value {
    let text = match machine.text("etc/ufw/user.rules") {
        Ok(text) => text,
        Err(unread) => return unknown(&unread.reason),
    };
    let rule = |line: &str| {
        let words: Vec<&str> = line.strip_prefix("### tuple ### ")?.split_whitespace().collect();
        match &words[..] {
            ["allow" | "limit", protocol, port, "0.0.0.0/0", "any", "0.0.0.0/0", "in", ..] => {
                Some(json!({ "port": port, "protocol": protocol }))
            }
            _ => None,
        }
    };
    text.lines().filter_map(rule).take(10_000).collect()
}
