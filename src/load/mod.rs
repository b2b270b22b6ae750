//! Reading: the only way by which text comes in.
//!
//! Loaders ask a [`Tree`] for files; what stands behind it (the live host, a directory, a test) they
//! do not know. [`Loader`] keeps what was read and what could not be.

mod evidence;
mod host_tree;
mod loader;
mod memory_tree;
mod path;

pub use evidence::Evidence;
pub use host_tree::HostTree;
pub use loader::{FileRecord, Loader, Role, Status};
pub use memory_tree::MemoryTree;
pub use path::{join, matches_wildcard, parent};

/// A readable tree of files, laid out like the root of a host.
///
/// All paths are relative to its root, with `/` between the parts; a leading `/` is allowed and means nothing.
pub trait Tree: Sync {
    /// Reads a file of at most `limit` bytes, following links as long as they stay inside.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// The names in a directory, sorted.
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError>;

    /// The path without links; `None` when nothing is there, or the way leads outside.
    fn real_path(&self, path: &str) -> Option<String>;
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// Nothing has this name.
    Missing,
    /// A link whose target does not exist.
    DanglingLink,
    /// Permission denied.
    Denied,
    /// Not a regular file: a directory, a pipe, a device.
    NotAFile(&'static str),
    /// The file is larger than a configuration file can be.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// A link leads out of the tree, or in a circle.
    Outside,
    /// The run has read as many files as it may.
    TooMany,
    /// Something else, in the system's words.
    Io(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::Missing => f.write_str("there is no such file"),
            ReadError::DanglingLink => f.write_str("it is a link to a file that does not exist"),
            ReadError::Denied => f.write_str("permission denied"),
            ReadError::NotAFile(kind) => write!(f, "it is {kind}, not a file"),
            ReadError::TooLarge { size, limit } => {
                write!(f, "it has {size} bytes; at most {limit} are read")
            }
            ReadError::Outside => f.write_str("its link leads in a circle or out of the examined tree"),
            ReadError::TooMany => f.write_str("too many files were read before it"),
            ReadError::Io(text) => f.write_str(text),
        }
    }
}
