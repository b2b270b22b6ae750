//! Facts from the machine itself: what runs on it, who owns which file, how much memory it has.
//!
//! Everything is read: no program is started, nothing is written and nothing is sent. What may not be read, or is not of a
//! known form, becomes `{"$unknown": "reason"}`; what is not there is left out. One file a subject, each of which adds
//! one key to the document (see [`crate::load::Evidence`]). Times are seconds since 1970, sizes are bytes.

mod addresses;
#[cfg(test)]
mod certificate_tests;
mod certificates;
mod files;
mod firewall;
mod java;
mod kernel;
mod listening;
mod lua;
mod memory;
mod processes;
#[cfg(test)]
mod tests;
mod time;
mod units;
mod users;

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::model::Deployment;

/// The version of the document.
const FORMAT: u32 = 1;

/// More than any text of the system that is read: a table of a hundred thousand connections has 15 MB.
const MAX_TEXT: u64 = 32 << 20;
/// More than a directory has that is read; the processes of a large machine are some thousands.
const MAX_NAMES: usize = 100_000;

/// The machine under a root directory, which has `proc` and `sys` in it.
#[derive(Clone, Debug)]
pub struct Machine {
    root: PathBuf,
}

impl Machine {
    /// This machine.
    pub fn here() -> Self {
        Machine::at("/")
    }

    /// The machine whose root is this directory.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Machine { root: root.into() }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// A small text of the system.
    fn text(&self, path: &str) -> Result<String, Unread> {
        let read = || {
            let mut bytes = Vec::new();
            let path = self.path(path);
            // Opening a pipe would wait for a writer.
            if !fs::metadata(&path)?.is_file() {
                return Err(io::Error::other("it is not a file"));
            }
            File::open(path)?.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
            match bytes.len() as u64 > MAX_TEXT {
                true => Err(io::Error::other("it is too large")),
                false => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            }
        };
        read().map_err(|error| Unread::new(&error, path))
    }

    /// The names in a directory, sorted.
    fn list(&self, dir: &str) -> Result<Vec<String>, Unread> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.path(dir)).map_err(|error| Unread::new(&error, dir))?.take(MAX_NAMES) {
            names.extend(entry.ok().and_then(|entry| entry.file_name().into_string().ok()));
        }
        names.sort();
        Ok(names)
    }

    /// The names in a directory that need not be there, or may not be read.
    fn names(&self, dir: &str) -> Vec<String> {
        self.list(dir).unwrap_or_default()
    }

    /// Where a link leads, as it is written.
    fn link(&self, path: &str) -> Option<String> {
        fs::read_link(self.path(path)).ok()?.into_os_string().into_string().ok()
    }

    /// What is known about a file, which is not opened; a link is not followed.
    fn metadata(&self, path: &str) -> Result<Metadata, Unread> {
        fs::symlink_metadata(self.path(path)).map_err(|error| Unread::new(&error, path))
    }

    /// Whether something has this name.
    fn has(&self, path: &str) -> bool {
        self.metadata(path).is_ok()
    }

    /// A small text of the system that need not be there.
    fn text_if_there(&self, path: &str) -> Result<Option<String>, Unread> {
        match self.text(path) {
            Ok(text) => Ok(Some(text)),
            Err(unread) if unread.missing => Ok(None),
            Err(unread) => Err(unread),
        }
    }
}

/// Why something of the system could not be read.
#[derive(Clone, Debug)]
struct Unread {
    missing: bool,
    reason: String,
}

impl Unread {
    fn new(error: &io::Error, path: &str) -> Self {
        let path = Path::new("/").join(path);
        let reason = match error.kind() {
            io::ErrorKind::NotFound => format!("there is no {}", path.display()),
            io::ErrorKind::PermissionDenied => {
                format!("{} may be read by root only (run this with `sudo`)", path.display())
            }
            _ => format!("{} cannot be read: {error}", path.display()),
        };
        Unread { missing: error.kind() == io::ErrorKind::NotFound, reason }
    }
}

/// A value that could not be learnt.
fn unknown(reason: &str) -> Value {
    json!({ "$unknown": reason })
}

/// The time, without which nobody can tell whether something is old. A clock before 1970 tells nothing.
fn now() -> Value {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or_else(|_| unknown("the clock of this machine is before 1970"), |since| since.as_secs().into())
}

/// Gathers all facts that the rules use, as a JSON document. The deployment says which files matter.
pub fn gather(machine: &Machine, deployment: &Deployment) -> String {
    let users = users::Users::read(machine);
    let processes = processes::Processes::read(machine);
    let units = units::read(machine, &processes, &users);
    let mut facts = Map::new();
    facts.insert("format".to_owned(), FORMAT.into());
    facts.insert("taken".to_owned(), now());
    let mut add = |subject: &str, value: Value| facts.insert(subject.to_owned(), value);
    add("memory", memory::read(machine));
    add("kernel", kernel::read(machine));
    add("listening", listening::read(machine, &processes));
    add("files", files::read(machine, deployment, &users));
    add("addresses", addresses::read(machine));
    add("lua", lua::read(machine, &units));
    add("time", time::read(machine, &processes));
    add("firewall", firewall::read(machine));
    add("units", units);
    add("certificates", certificates::read(machine, deployment));
    add("java", java::read(machine, deployment));
    // Such a document of texts and numbers can always be written.
    serde_json::to_string_pretty(&Value::Object(facts)).unwrap_or_default()
}
