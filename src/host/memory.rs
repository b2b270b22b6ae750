//! How much memory there is: `{"total": bytes, "limit": bytes}`, the latter only in a container that has one.

use serde_json::{Map, Value};

use super::{Machine, unknown};

pub(super) fn read(machine: &Machine) -> Value {
    let total = match machine.text("proc/meminfo") {
        Ok(text) => total(&text).map_or_else(|| unknown("/proc/meminfo has another form"), Value::from),
        Err(unread) => unknown(&unread.reason),
    };
    let mut facts = Map::new();
    facts.insert("total".to_owned(), total);
    // The word `max`, or no such file, means that there is no limit.
    let limit = match machine.text_if_there("sys/fs/cgroup/memory.max") {
        Ok(text) => text.and_then(|text| text.trim().parse::<u64>().ok()).map(Value::from),
        Err(unread) => Some(unknown(&unread.reason)),
    };
    facts.extend(limit.map(|limit| ("limit".to_owned(), limit)));
    Value::Object(facts)
}

/// `MemTotal: 1024 kB`, in bytes.
fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_a_machine() {
        assert_eq!(total("MemTotal:        2048 kB\nMemFree: 1 kB\n"), Some(2048 * 1024));
        assert_eq!(total("MemFree: 1 kB\n"), None);
    }
}
