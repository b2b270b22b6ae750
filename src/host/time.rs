//! What time it is, and whether the clock follows another one: `{"now": secs, "synchronised": true}`.

use std::os::unix::fs::MetadataExt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::processes::Processes;
use super::{Machine, unknown};

/// What the services that follow other clocks write while they do so.
const DRIFT: [&str; 4] = [
    "var/lib/chrony/chrony.drift",
    "var/lib/chrony/drift",
    "var/lib/ntpsec/ntp.drift",
    "var/lib/ntp/ntp.drift",
];
const TWO_DAYS: i64 = 2 * 24 * 3600;
/// By then a machine has asked for the time, and got an answer.
const TIME_TO_ASK: i64 = 900;

pub(super) fn read(machine: &Machine, processes: &Processes) -> Value {
    let now = now();
    let written =
        |path: &str| machine.metadata(path).is_ok_and(|meta| now.saturating_sub(meta.mtime()) < TWO_DAYS);
    let asks = processes.iter().find(|process| process.unit.as_deref() == Some("systemd-timesyncd"));
    let asks_since = asks.and_then(|process| process.started);
    let synchronised: Value =
        if machine.has("run/systemd/timesync/synchronized") || DRIFT.into_iter().any(written) {
            true.into()
        } else if asks_since.is_some_and(|started| now - started > TIME_TO_ASK) {
            // It leaves that file as soon as it got an answer.
            false.into()
        } else {
            unknown("nothing on this machine tells whether its clock is right (`timedatectl` shows it)")
        };
    json!({ "now": now, "synchronised": synchronised })
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
