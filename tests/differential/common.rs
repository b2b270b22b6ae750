//! Running programs, and what every language needs.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

/// Whether programs can be run in a network of their own, which has no way out.
static UNSHARE: LazyLock<bool> = LazyLock::new(|| {
    let probe = Command::new("unshare").args(["-n", "true"]).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
});

/// A file of this test: a harness script or a case.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential").join(name)
}

/// A command without network; the test fails here when the program is not installed.
pub fn program(name: &str) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|dir| dir.join(name).is_file());
    assert!(found, "`{name}` is not installed: the differential tests need the real programs");
    if *UNSHARE {
        let mut command = Command::new("unshare");
        command.args(["-n", name]);
        return command;
    }
    Command::new(name)
}

/// What a command prints; it fails the test when it fails itself or takes longer than `limit`.
pub fn output_of(command: &mut Command, limit: Duration) -> Vec<u8> {
    let mut out = tempfile::tempfile().expect("a temporary file");
    let mut complaints = tempfile::tempfile().expect("a temporary file");
    let copy = |file: &File| Stdio::from(file.try_clone().expect("a second handle"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(copy(&out))
        .stderr(copy(&complaints))
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child to wait for") {
            break status;
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            panic!("{command:?} takes longer than {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |file: &mut File| {
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("the output");
        bytes
    };
    let (bytes, said) = (read(&mut out), read(&mut complaints));
    assert!(status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&said));
    bytes
}

/// What `jitsi-doctor show` prints.
pub fn show(args: &[&OsStr]) -> Json {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsi-doctor"));
    command.args(["show", "--show-secrets", "--format", "json"]).args(args);
    let output = command.stdin(Stdio::null()).output().expect("jitsi-doctor starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    let document: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{command:?} prints no JSON ({error}): {complaint}"));
    let rejected = document["errors"].as_array().is_some_and(|errors| !errors.is_empty());
    assert_eq!(output.status.code(), Some(i32::from(rejected)), "{command:?}: {complaint}");
    document
}

/// Where an error of ours stands: its line, and the line of the next word behind it. A program stops at a
/// word; when something is missing before that word, the text to change is the end of the line before.
pub fn places_of(error: &Json) -> Vec<(String, u64)> {
    let path = error["file"].as_str().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let number = |key: &str| error[key].as_u64().unwrap_or_default();
    let mut places = vec![(name.clone(), number("line"))];
    let text = fs::read(Path::new("/").join(path)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let end = number("end_line");
    let is_word = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("--") && !line.starts_with("//")
    };
    let behind = text.split('\n').zip(1u64..).filter(|(_, at)| *at > end);
    let last = text.split('\n').count() as u64;
    let next = behind.filter(|(line, _)| is_word(line)).map(|(_, at)| at).next().unwrap_or(last);
    places.push((name, next));
    places
}

/// Does the work for every item, on two threads; the results are in the order of the items.
pub fn on_two_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (front, back) = items.split_at(items.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| back.iter().map(&work).collect::<Vec<R>>());
        let mut results: Vec<R> = front.iter().map(&work).collect();
        results.extend(other.join().expect("the other half"));
        results
    })
}

/// The names in a directory of cases, sorted.
pub fn names_in(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .collect();
    names.sort();
    names
}

/// Copies a directory.
pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new directory");
    for name in names_in(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_symlink() {
            let target = fs::read_link(&from).expect("a link");
            std::os::unix::fs::symlink(target, &to).expect("a new link");
        } else if from.is_dir() {
            copy_dir(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a copy");
        }
    }
}
