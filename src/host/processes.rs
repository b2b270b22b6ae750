//! The processes of the machine: who runs, since when, and for which service.
//!
//! Command lines and environments are never read, because they may hold passwords.

use super::{Machine, Unread};

/// One process.
#[derive(Clone, Debug)]
pub(super) struct Process {
    pub id: u32,
    pub parent: u32,
    /// The first 15 bytes of the program's name.
    pub name: String,
    /// Seconds since 1970.
    pub started: Option<i64>,
    /// The systemd unit, without `.service`.
    pub unit: Option<String>,
}

/// All processes of this machine, without those of its containers.
#[derive(Debug)]
pub(super) struct Processes {
    all: Vec<Process>,
    /// Why processes of others are not seen.
    hidden: Option<Unread>,
}

/// `USER_HZ`, which is the same on all Linux systems of today.
const TICKS: i64 = 100;
/// Parts of a control group that belong to something in a container.
const CONTAINERS: [&str; 8] =
    ["docker", "libpod", "kubepods", "containerd", "crio", "lxc", "machine.slice", "garden"];

impl Processes {
    pub fn read(machine: &Machine) -> Self {
        let boot = machine.text("proc/stat").ok().and_then(|stat| {
            stat.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse::<i64>().ok()
        });
        // Where `/proc` hides what belongs to others, the first process is not seen.
        let hidden = machine.text("proc/1/stat").err();
        let first = cgroup(machine, 1).unwrap_or_default();
        let prefix = first.strip_suffix("/init.scope").unwrap_or_default().to_owned();
        let ids = machine.names("proc").into_iter().filter_map(|name| name.parse::<u32>().ok());
        let mut all: Vec<Process> = ids.filter_map(|id| process(machine, id, boot, &prefix)).collect();
        all.sort_by_key(|process| process.id);
        Processes { all, hidden }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Process> {
        self.all.iter()
    }

    /// Why a process that is not here may be there.
    pub fn hidden(&self) -> Option<String> {
        let reason = |unread: &Unread| format!("processes of others are not shown here: {}", unread.reason);
        self.hidden.as_ref().map(reason)
    }

    /// The processes of a service: by its unit, or else by the names of its programs.
    pub fn of(&self, unit: &str, programs: &[&str]) -> Vec<&Process> {
        let by_unit: Vec<_> =
            self.all.iter().filter(|process| process.unit.as_deref() == Some(unit)).collect();
        if !by_unit.is_empty() {
            return by_unit;
        }
        self.all
            .iter()
            .filter(|process| process.unit.is_none() && programs.contains(&process.name.as_str()))
            .collect()
    }
}

fn process(machine: &Machine, id: u32, boot: Option<i64>, prefix: &str) -> Option<Process> {
    let stat = machine.text(&format!("proc/{id}/stat")).ok()?;
    // The name stands in brackets and may hold some itself.
    let (open, close) = (stat.find('(')?, stat.rfind(')')?);
    let name = stat.get(open + 1..close)?.to_owned();
    let fields: Vec<&str> = stat.get(close + 1..)?.split_whitespace().collect();
    // The state is the third field, the parent the fourth, the start the 22nd. What has ended but is not yet
    // collected does not run.
    if matches!(*fields.first()?, "Z" | "X") {
        return None;
    }
    let ticks = fields.get(19).and_then(|ticks| ticks.parse::<i64>().ok());
    let started = boot.zip(ticks).and_then(|(boot, ticks)| boot.checked_add(ticks / TICKS));
    let group = cgroup(machine, id).unwrap_or_default();
    let inner = group.strip_prefix(prefix).unwrap_or(&group);
    if in_container(inner) {
        return None;
    }
    Some(Process { id, parent: fields.get(1)?.parse().ok()?, name, started, unit: unit(inner) })
}

/// The control group that systemd gave the process: the only one of version 2, a named one of version 1.
fn cgroup(machine: &Machine, id: u32) -> Option<String> {
    let text = machine.text(&format!("proc/{id}/cgroup")).ok()?;
    let path = |line: &str| {
        let (_, rest) = line.split_once(':')?;
        let (controllers, path) = rest.split_once(':')?;
        (controllers.is_empty() || controllers == "name=systemd").then(|| path.to_owned())
    };
    // The named one is the one with units where both are there.
    let named = text.lines().filter(|line| line.contains(":name=systemd:")).find_map(path);
    named.or_else(|| text.lines().find_map(path))
}

/// Whether a process belongs to a container. The service that runs containers is not in one.
fn in_container(group: &str) -> bool {
    let service = group.strip_prefix("/system.slice/").and_then(|below| below.split_once(".service"));
    let below = match service {
        Some((name, below)) if !name.contains('/') => below,
        _ => group,
    };
    CONTAINERS.iter().any(|word| below.contains(word))
}

/// `/system.slice/prosody.service`, also with more below it or a slice of a template above it.
fn unit(group: &str) -> Option<String> {
    let below = group.strip_prefix("/system.slice/")?;
    below.split('/').find_map(|part| part.strip_suffix(".service")).map(str::to_owned)
}
