//! What the worst files cost: the whole program on one file of the largest size that is read.
//!
//! `cargo bench --bench hostile [-- PART OF A NAME]` prints time and memory of each, and the worst at the end.
#![allow(clippy::print_stdout, reason = "figures are for people")]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/hostile/patterns.rs"]
mod patterns;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jitsi_doctor::load::MemoryTree;
use patterns::{cases, installation};

/// No larger file is read.
const SIZE: usize = 2 << 20;

fn main() {
    let only = std::env::args().nth(1).filter(|word| !word.starts_with('-')).unwrap_or_default();
    let mut worst = (0.0_f64, 0_u64);
    for (name, path, make) in cases().into_iter().filter(|(name, ..)| name.contains(&only)) {
        let dir = tempfile::tempdir().expect("a directory");
        write(&installation(path, make(SIZE)), dir.path());
        let (seconds, megabytes) = measure(dir.path(), &name);
        println!("{seconds:6.2} s {megabytes:5} MB  {name}");
        worst = (worst.0.max(seconds), worst.1.max(megabytes));
    }
    println!("worst: {:.2} s, {} MB", worst.0, worst.1);
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
