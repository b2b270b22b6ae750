//! Facts from the machine itself: what runs on it, who owns which file, how much memory it has.
//!
//! Everything is read: no program is started, nothing is written and nothing is sent. What may not be read, or is not of a
//! known form, becomes `{"$unknown": "reason"}`; what is not there is left out. One file a subject, each of which adds
//! one key to the document (see [`crate::load::Evidence`]). Times are seconds since 1970, sizes are bytes.

mod certificates;
mod java;
mod memory;
#[cfg(test)]
mod certificate_tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::model::Deployment;

/// The version of the document.
const FORMAT: u32 = 1;

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
        fs::read_to_string(self.path(path)).map_err(|error| Unread::new(&error, path))
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
    let mut facts = Map::new();
    facts.insert("format".to_owned(), FORMAT.into());
    facts.insert("taken".to_owned(), now());
    facts.insert("memory".to_owned(), memory::read(machine));
    facts.insert("certificates".to_owned(), certificates::read(machine, deployment));
    facts.insert("java".to_owned(), java::read(machine, deployment));
    // Such a document of texts and numbers can always be written.
    serde_json::to_string_pretty(&Value::Object(facts)).unwrap_or_default()
}
