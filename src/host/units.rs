//! Which services run, since when and as whom, and whether they start with the machine. No program is asked.

use serde_json::{Map, Value, json};

use super::processes::{Process, Processes};
use super::users::Users;
use super::{Machine, unknown};

/// A service with the programs that only it runs: names of processes, for machines without systemd. The services in Java
/// have none, because all of them are `java`.
const SERVICES: [(&str, &[&str]); 8] = [
    ("prosody", &["prosody"]),
    ("jicofo", &[]),
    ("jitsi-videobridge2", &[]),
    ("jibri", &[]),
    ("jigasi", &[]),
    ("nginx", &["nginx"]),
    ("apache2", &["apache2"]),
    ("coturn", &["turnserver"]),
];
/// Where units of services are described.
const UNITS: [&str; 4] =
    ["etc/systemd/system", "lib/systemd/system", "usr/lib/systemd/system", "run/systemd/generator.late"];
/// Where links say what starts with what.
const WANTS: [&str; 6] = [
    "etc/systemd/system",
    "lib/systemd/system",
    "usr/lib/systemd/system",
    "run/systemd/system",
    "run/systemd/generator",
    "run/systemd/generator.late",
];

pub(super) fn read(machine: &Machine, processes: &Processes, users: &Users) -> Value {
    let now = super::time::now();
    let mut units = Map::new();
    for (unit, programs) in SERVICES {
        let mut facts = Map::new();
        let installed = UNITS.iter().any(|dir| machine.has(&format!("{dir}/{unit}.service")));
        let script = machine.has(&format!("etc/init.d/{unit}"));
        let own = processes.of(unit, programs);
        if !installed && !script && own.is_empty() {
            continue;
        }
        facts.insert("enabled".to_owned(), enabled(machine, unit, installed));
        running(machine, (unit, programs), &own, processes, users, now, &mut facts);
        units.insert(unit.to_owned(), Value::Object(facts));
    }
    Value::Object(units)
}

fn running(
    machine: &Machine,
    (_, programs): (&str, &[&str]),
    own: &[&Process],
    processes: &Processes,
    users: &Users,
    now: i64,
    facts: &mut Map<String, Value>,
) {
    // The main process is the one that none of the others started; of several, the oldest.
    let ids: Vec<u32> = own.iter().map(|process| process.id).collect();
    let heads = own.iter().filter(|process| !ids.contains(&process.parent));
    let Some(main) = heads.min_by_key(|process| (process.started, process.id)) else {
        let running = match processes.hidden() {
            Some(reason) => unknown(&reason),
            // Without systemd all services in Java look the same.
            None if programs.is_empty() && !machine.has("run/systemd/system") => {
                unknown("this machine was started without systemd (`ps` shows what runs)")
            }
            None => false.into(),
        };
        facts.insert("running".to_owned(), running);
        return;
    };
    facts.insert("running".to_owned(), true.into());
    // A web server that reads its configuration again keeps its main process and starts new workers.
    let worker = own.iter().filter(|process| process.parent == main.id && process.name == main.name);
    let web = matches!(main.name.as_str(), "nginx" | "apache2");
    let newest = worker.filter_map(|process| process.started).max().filter(|_| web);
    let started = match newest.max(main.started) {
        // In some containers the clock of the machine around them counts.
        Some(started) if started <= now + 5 => started.into(),
        Some(_) => unknown(
            "this machine gives times that do not fit together (`systemctl status` shows when it started)",
        ),
        None => unknown("/proc does not tell when it started (`systemctl status` does)"),
    };
    facts.insert("started".to_owned(), started);
    facts.insert("processes".to_owned(), json!([main.id]));
    let status = machine.text(&format!("proc/{}/status", main.id)).unwrap_or_default();
    let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name));
    let number = |text: &str| text.parse::<u32>().ok();
    // Of the four users of a process the second, the effective one, decides.
    if let Some(user) = line("Uid:").and_then(|ids| ids.split_whitespace().nth(1)).and_then(number) {
        facts.insert("user".to_owned(), users.user(user).into());
    }
    let first = line("Gid:").and_then(|ids| ids.split_whitespace().nth(1)).and_then(number);
    let more = line("Groups:").into_iter().flat_map(str::split_whitespace).filter_map(number);
    let mut groups: Vec<String> = first.into_iter().chain(more).map(|id| users.group(id)).collect();
    groups.sort();
    groups.dedup();
    if !groups.is_empty() {
        facts.insert("groups".to_owned(), groups.into());
    }
    // Where a program was replaced while it runs, the link says so behind its path.
    let executable = machine.link(&format!("proc/{}/exe", main.id));
    if let Some(path) = executable {
        facts.insert("executable".to_owned(), path.trim_end_matches(" (deleted)").into());
    }
    let limits = machine.text(&format!("proc/{}/limits", main.id)).unwrap_or_default();
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    if let Some(limit) =
        limit.and_then(|limit| limit.split_whitespace().next()).and_then(|it| it.parse::<u64>().ok())
    {
        facts.insert("open_files".to_owned(), limit.into());
    }
}

/// Whether the service starts with the machine.
fn enabled(machine: &Machine, unit: &str, installed: bool) -> Value {
    if !machine.has("run/systemd/system") {
        return unknown("this machine was started without systemd");
    }
    let file = format!("{unit}.service");
    if machine.link(&format!("etc/systemd/system/{file}")).is_some_and(|target| target == "/dev/null") {
        return false.into();
    }
    let wanted = WANTS.iter().any(|dir| {
        let sets = machine.names(dir).into_iter();
        sets.filter(|set| set.ends_with(".wants") || set.ends_with(".requires"))
            .any(|set| machine.has(&format!("{dir}/{set}/{file}")))
    });
    let by_script = || {
        (2..=5).any(|level| {
            let names = machine.names(&format!("etc/rc{level}.d"));
            names.iter().any(|name| name.starts_with('S') && name.get(3..) == Some(unit))
        })
    };
    // The start script of coturn asks this file; its unit does not.
    let switched_off = || {
        let defaults = machine.text("etc/default/coturn").unwrap_or_default();
        let value =
            defaults.lines().filter_map(|line| line.trim().strip_prefix("TURNSERVER_ENABLED=")).next_back();
        value.map(|value| value.trim_matches(['"', '\''])) != Some("1")
    };
    match wanted || (!installed && by_script()) {
        true if unit == "coturn" && !installed => (!switched_off()).into(),
        wanted => wanted.into(),
    }
}
