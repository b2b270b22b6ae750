//! What was read in one run, and what could not be.

use std::collections::BTreeMap;

use super::{ReadError, Tree, parent};
use crate::text::{FileId, Sources};

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Prosody's configuration.
    Prosody,
    /// A file that it takes a value from.
    ProsodyValue,
    /// A script that it runs.
    ProsodyScript,
    /// `config.js` and what is loaded beside it.
    Web,
    /// `interface_config.js`.
    Interface,
    /// Jicofo's HOCON file.
    Jicofo,
    /// Jicofo's legacy properties.
    JicofoLegacy,
    /// Variables the Jicofo service starts with.
    JicofoEnv,
    /// Videobridge's HOCON file.
    Videobridge,
    /// Videobridge's legacy properties.
    VideobridgeLegacy,
    /// Variables the Videobridge service starts with.
    VideobridgeEnv,
    /// Jibri's HOCON file.
    Jibri,
    /// Jibri's `config.json`.
    JibriLegacy,
    /// Jigasi's properties.
    Jigasi,
    /// Variables the Jigasi service starts with.
    JigasiEnv,
    /// nginx.
    Nginx,
    /// Apache httpd.
    Apache,
    /// coturn.
    Turn,
    /// The compose files of a Docker installation.
    Compose,
    /// The `.env` file beside them.
    DotEnv,
    /// A file with variables that a service in them names.
    ServiceEnv,
    /// The list of installed packages.
    Packages,
    /// `jitsi-doctor.toml`: what this site expects and accepts.
    Policy,
    /// What was learnt on the machine.
    HostFacts,
    /// What was learnt over the network.
    NetworkFacts,
    /// What was found in logs.
    LogFacts,
    /// Given on the command line.
    Other,
}

impl Role {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Role::Prosody => "prosody",
            Role::ProsodyValue => "prosody-value",
            Role::ProsodyScript => "prosody-script",
            Role::Web => "web",
            Role::Interface => "interface",
            Role::Jicofo => "jicofo",
            Role::JicofoLegacy => "jicofo-legacy",
            Role::JicofoEnv => "jicofo-env",
            Role::Videobridge => "jvb",
            Role::VideobridgeLegacy => "jvb-legacy",
            Role::VideobridgeEnv => "jvb-env",
            Role::Jibri => "jibri",
            Role::JibriLegacy => "jibri-legacy",
            Role::Jigasi => "jigasi",
            Role::JigasiEnv => "jigasi-env",
            Role::Nginx => "nginx",
            Role::Apache => "apache",
            Role::Turn => "coturn",
            Role::Compose => "compose",
            Role::DotEnv => "dotenv",
            Role::ServiceEnv => "service-env",
            Role::Packages => "packages",
            Role::Policy => "policy",
            Role::HostFacts => "host",
            Role::NetworkFacts => "network",
            Role::LogFacts => "logs",
            Role::Other => "other",
        }
    }
}

/// How reading went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Status {
    /// Read and understood.
    Read,
    /// Read, but some of it could not be understood.
    PartlyParsed(String),
    /// Not there.
    Missing,
    /// There, but not readable.
    Unreadable(ReadError),
}

/// One line of the ledger.
#[derive(Clone, Debug)]
pub struct FileRecord {
    /// Path relative to the root, without links where it exists.
    pub path: String,
    /// What the file is for.
    pub role: Role,
    /// How reading went.
    pub status: Status,
    /// The text, if there is one.
    pub file: Option<FileId>,
}

/// Reads files from a tree, each once, and keeps the ledger.
pub struct Loader<'t> {
    tree: &'t dyn Tree,
    sources: Sources,
    records: Vec<FileRecord>,
    by_path: BTreeMap<String, usize>,
}

/// No configuration is near this size; parsers need a hundred times the memory of their input and more.
const MAX_FILE: u64 = 2 << 20;
/// The list of installed packages has some megabytes, and is only looked through.
const MAX_PACKAGES: u64 = 16 << 20;
/// No secret or list is near this size.
const MAX_VALUE: u64 = 64 << 10;
/// No installation reads as many files as this; a host with a thousand domains reads a few thousand.
const MAX_FILES: usize = 20_000;

impl<'t> Loader<'t> {
    /// Reads from `tree`.
    pub fn new(tree: &'t dyn Tree) -> Self {
        Loader { tree, sources: Sources::default(), records: Vec::new(), by_path: BTreeMap::new() }
    }

    /// Goes on where another loader ended.
    pub fn resume(tree: &'t dyn Tree, sources: Sources, records: Vec<FileRecord>) -> Self {
        let by_path = records.iter().enumerate().map(|(at, record)| (record.path.clone(), at)).collect();
        Loader { tree, sources, records, by_path }
    }

    /// The tree.
    pub fn tree(&self) -> &'t dyn Tree {
        self.tree
    }

    /// The texts that were read.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The ledger, in the order of reading.
    pub fn records(&self) -> &[FileRecord] {
        &self.records
    }

    /// Ends reading.
    pub fn finish(self) -> (Sources, Vec<FileRecord>) {
        (self.sources, self.records)
    }

    /// Takes a file that was read from elsewhere than the tree.
    pub fn add(&mut self, path: &str, role: Role, bytes: Vec<u8>) -> FileId {
        let file = self.sources.add(path, bytes);
        self.records.push(FileRecord { path: path.to_owned(), role, status: Status::Read, file: Some(file) });
        file
    }

    /// Reads a file that must be there; if it is not, the ledger says so.
    ///
    /// A file that was read before is not read again, whatever link leads to it.
    pub fn load(&mut self, path: &str, role: Role) -> Result<FileId, ReadError> {
        let path = super::join("", path);
        let real = self.tree.real_path(&path).unwrap_or(path);
        if let Some(record) = self.by_path.get(&real).map(|at| &self.records[*at]) {
            return match (&record.status, record.file) {
                (_, Some(file)) => Ok(file),
                (Status::Unreadable(error), None) => Err(error.clone()),
                _ => Err(ReadError::Missing),
            };
        }
        let result = if self.records.len() < MAX_FILES {
            let most = match role {
                Role::Packages => MAX_PACKAGES,
                Role::ProsodyValue => MAX_VALUE,
                _ => MAX_FILE,
            };
            self.tree.read(&real, most)
        } else {
            return Err(ReadError::TooMany);
        };
        let (status, file, result) = match result {
            Ok(bytes) => {
                let file = self.sources.add(real.clone(), bytes);
                (Status::Read, Some(file), Ok(file))
            }
            Err(ReadError::Missing) => (Status::Missing, None, Err(ReadError::Missing)),
            Err(error) => (Status::Unreadable(error.clone()), None, Err(error)),
        };
        self.by_path.insert(real.clone(), self.records.len());
        self.records.push(FileRecord { path: real, role, status, file });
        result
    }

    /// Reads a file that may be there; a missing one leaves no trace.
    pub fn load_if_present(&mut self, path: &str, role: Role) -> Option<FileId> {
        // A dangling link or a forbidden directory is worth a line in the ledger; a free name is not.
        if self.tree.real_path(path).is_none() && matches!(self.tree.read(path, 0), Err(ReadError::Missing)) {
            return None;
        }
        self.load(path, role).ok()
    }

    /// Notes that not all of a file could be understood.
    pub fn partly_parsed(&mut self, file: FileId, reason: impl Into<String>) {
        if let Some(record) = self.records.iter_mut().find(|record| record.file == Some(file)) {
            record.status = Status::PartlyParsed(reason.into());
        }
    }

    /// Names in a directory, sorted.
    pub fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        self.tree.list(dir)
    }

    /// The directory of a file that was read, for what it includes.
    pub fn dir_of(&self, file: FileId) -> &str {
        parent(self.sources.path(file))
    }
}
