//! Files made to exhaust time, memory or stack.
//!
//! `cargo test` checks them small. In full size, against the limits that are promised, and in a release build:
//! `JITSI_DOCTOR_HOSTILE=2097152 cargo test --release --test hostile -- --nocapture`.

#[path = "../common/mod.rs"]
mod common;
mod patterns;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jitsi_doctor::load::MemoryTree;
use patterns::{ALL, ANYWHERE, PATTERNS};

/// What one check of one file may take.
const SECONDS: f64 = 2.0;
const MEGABYTES: u64 = 512;

/// Small enough for a debug build, large enough to overflow every stack and to make a quadratic loop seen.
const SMALL: usize = 100_000;

type Make = fn(usize) -> Vec<u8>;

/// Every pattern with the file it replaces.
fn cases() -> Vec<(String, &'static str, Make)> {
    let own = PATTERNS.iter().map(|pattern| (pattern.name, pattern.path, pattern.make));
    let anywhere = ALL.iter().flat_map(|path| ANYWHERE.iter().map(move |(name, make)| (*name, *path, *make)));
    own.chain(anywhere).map(|(name, path, make)| (format!("{path}: {name}"), path, make)).collect()
}

fn installation(path: &str, bytes: Vec<u8>) -> MemoryTree {
    let mut tree = common::fixture("websocket-turn");
    tree.file(path, bytes);
    tree
}

#[test]
fn hostile_files_are_survived() {
    if std::env::var_os("JITSI_DOCTOR_HOSTILE").is_some() {
        return;
    }
    for (name, path, make) in cases() {
        let tree = installation(path, make(SMALL));
        let start = Instant::now();
        let deployment = common::deployment(&tree);
        common::check(&deployment);
        let record = deployment.files.iter().find(|record| record.path == path);
        assert!(record.is_some(), "{name}: the ledger does not name it");
        // Quadratic work over this many bytes takes minutes without optimisation.
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn hostile_files_at_full_size_stay_within_the_limits() {
    let Some(size) = std::env::var("JITSI_DOCTOR_HOSTILE").ok().and_then(|size| size.parse().ok()) else {
        return;
    };
    let only = std::env::var("JITSI_DOCTOR_HOSTILE_ONLY").unwrap_or_default();
    let mut over = Vec::new();
    let mut worst = (0.0_f64, 0_u64);
    for (name, path, make) in cases().into_iter().filter(|(name, ..)| name.contains(&only)) {
        let dir = tempfile::tempdir().expect("a directory");
        write(&installation(path, make(size)), dir.path());
        let (seconds, megabytes) = measure(dir.path(), &name);
        println!("{seconds:6.2} s {megabytes:5} MB  {name}");
        worst = (worst.0.max(seconds), worst.1.max(megabytes));
        if seconds >= SECONDS || megabytes >= MEGABYTES {
            over.push(format!("{seconds:.2} s {megabytes} MB {name}"));
        }
    }
    println!("worst: {:.2} s, {} MB", worst.0, worst.1);
    assert!(over.is_empty(), "beyond {SECONDS} s or {MEGABYTES} MB:\n{}", over.join("\n"));
}

fn write(tree: &MemoryTree, root: &Path) {
    for (path, bytes) in tree.files() {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/websocket-turn");
    for dir in ["etc/prosody/conf.d", "etc/nginx/sites-enabled", "etc/nginx/modules-enabled"] {
        let Ok(entries) = fs::read_dir(fixture.join(dir)) else { continue };
        fs::create_dir_all(root.join(dir)).expect("a directory");
        for entry in entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_symlink()) {
            let link = root.join(dir).join(entry.file_name().expect("a name"));
            std::os::unix::fs::symlink(fs::read_link(&entry).expect("a link"), link).expect("a link");
        }
    }
}

/// Time and the most memory that one run of the program took.
fn measure(root: &Path, name: &str) -> (f64, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_jitsi-doctor"))
        .args(["check", "--root"])
        .arg(root)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status_file = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0;
    let status = loop {
        // The kernel keeps the high-water mark, so that only the last moments can be missed.
        let status = fs::read_to_string(&status_file).unwrap_or_default();
        let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let mark = mark.and_then(|mark| mark.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        kilobytes = kilobytes.max(mark);
        if let Some(status) = child.try_wait().expect("a status") {
            break status;
        }
        if start.elapsed() > Duration::from_secs(30) {
            child.kill().expect("it can be stopped");
            child.wait().expect("a status");
            return (30.0, kilobytes / 1024);
        }
        sleep(Duration::from_millis(3));
    };
    let seconds = start.elapsed().as_secs_f64();
    assert!(status.code().is_some_and(|code| code <= 1), "{name}: {status}");
    (seconds, kilobytes / 1024)
}
