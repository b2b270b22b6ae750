//! A tree on disk: the live host, or a directory that is laid out like one.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::{ReadError, Tree, join};

/// The files under a directory. Links are followed as a process whose root is this directory
/// would: an absolute target starts at the root, and nothing leads out of it.
#[derive(Clone, Debug)]
pub struct HostTree {
    root: PathBuf,
}

impl HostTree {
    /// The tree under `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        HostTree { root: root.into() }
    }

    /// The directory on disk.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn on_disk(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Follows every link by hand, because the system would follow them out of the root.
    fn resolve(&self, path: &str) -> Result<String, ReadError> {
        let mut todo: Vec<String> = join("", path).split('/').rev().map(str::to_owned).collect();
        let mut done = String::new();
        let mut links = 0;
        while let Some(part) = todo.pop() {
            let next = join(&done, &part);
            let meta = match fs::symlink_metadata(self.on_disk(&next)) {
                Ok(meta) => meta,
                Err(error) => {
                    return Err(match from_io(error) {
                        ReadError::Missing if links > 0 => ReadError::DanglingLink,
                        other => other,
                    });
                }
            };
            if !meta.is_symlink() {
                done = next;
                continue;
            }
            links += 1;
            if links > 40 {
                return Err(ReadError::Outside);
            }
            let target = fs::read_link(self.on_disk(&next)).map_err(from_io)?;
            if target.is_absolute() {
                done.clear();
            }
            for component in target.components().rev() {
                match component {
                    Component::Normal(name) => todo.push(name.to_string_lossy().into_owned()),
                    Component::ParentDir => todo.push("..".to_owned()),
                    _ => {}
                }
            }
        }
        Ok(done)
    }
}

impl Tree for HostTree {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let real = self.on_disk(&self.resolve(path)?);
        // Opening a pipe would wait for a writer: look before.
        let meta = fs::symlink_metadata(&real).map_err(from_io)?;
        regular(&meta)?;
        let mut bytes = Vec::new();
        let file = File::open(&real).map_err(from_io)?;
        // One byte more than allowed tells a file that is too large, even if it grows meanwhile.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(from_io)?;
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLarge { size: meta.len().max(limit + 1), limit });
        }
        Ok(bytes)
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        let real = self.on_disk(&self.resolve(dir)?);
        let mut names = Vec::new();
        for entry in fs::read_dir(real).map_err(from_io)? {
            // A name that is not UTF-8 cannot be written in any of the files we read.
            if let Ok(name) = entry.map_err(from_io)?.file_name().into_string() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn real_path(&self, path: &str) -> Option<String> {
        self.resolve(path).ok()
    }
}

fn regular(meta: &Metadata) -> Result<(), ReadError> {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    if kind.is_file() {
        return Ok(());
    }
    Err(ReadError::NotAFile(if kind.is_dir() {
        "a directory"
    } else if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }))
}

fn from_io(error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing,
        io::ErrorKind::PermissionDenied => ReadError::Denied,
        io::ErrorKind::NotADirectory => ReadError::Missing,
        _ => ReadError::Io(error.to_string()),
    }
}
