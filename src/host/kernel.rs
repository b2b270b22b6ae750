//! Settings of the kernel that decide how many packets of media it keeps: `{"rmem_max": bytes, "netdev_max_backlog": n}`.

use serde_json::{Map, Value};

use super::{Machine, unknown};

pub(super) fn read(machine: &Machine) -> Value {
    let mut facts = Map::new();
    // In a container they are not there.
    for name in ["rmem_max", "netdev_max_backlog"] {
        let value = match machine.text_if_there(&format!("proc/sys/net/core/{name}")) {
            Ok(text) => text.and_then(|text| text.trim().parse::<u64>().ok()).map(Value::from),
            Err(unread) => Some(unknown(&unread.reason)),
        };
        facts.extend(value.map(|value| (name.to_owned(), value)));
    }
    Value::Object(facts)
}
