//! Opening logs: regular files inside of the tree, the newest part of them, and the rotated ones.
//!
//! The directories belong to the services, which may be in foreign hands: nothing here waits for a pipe,
//! follows a link out of the tree, or unpacks without end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};

use flate2::read::MultiGzDecoder;

use super::clock::{Clock, Stamp};
use super::scan::{first_stamp, last_stamp};
use crate::load::{HostTree, Tree};

/// The most that is read of one file, unpacked. More in one day is not a log any more.
pub(super) const MOST: u64 = 4 << 30;

/// The most that a packed file may become.
const MOST_UNPACKED: u64 = 1 << 30;

/// What is looked at to learn a time.
const SAMPLE: usize = 64 << 10;

/// Rotated files that are asked for.
const ROTATIONS: u32 = 60;

/// Not to wait for the other end of a pipe that took a file's place just now.
const NONBLOCK: i32 = if cfg!(all(
    target_os = "linux",
    not(any(target_arch = "mips", target_arch = "mips64", target_arch = "sparc64"))
)) {
    0o4000
} else {
    0
};

/// A log that can be read.
#[derive(Debug)]
pub(super) struct Log {
    file: File,
    size: u64,
    packed: bool,
    pub modified: i64,
}

/// Opens a file of the tree; `None` if there is none.
pub(super) fn open(tree: &HostTree, path: &str) -> Option<Result<Log, String>> {
    let Some(real) = tree.real_path(path) else {
        return match fs::symlink_metadata(tree.root().join(path)) {
            Ok(_) => {
                Some(Err("its link leads in a circle, to nothing, or out of the examined tree".to_owned()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => Some(Err(reason(&error))),
        };
    };
    let opened = || {
        let real = tree.root().join(&real);
        let kind = fs::symlink_metadata(&real)?.file_type();
        if kind.is_fifo() || kind.is_socket() || !kind.is_file() {
            return Ok(None);
        }
        let file = OpenOptions::new().read(true).custom_flags(NONBLOCK).open(&real)?;
        let meta = file.metadata()?;
        let packed = path.ends_with(".gz");
        Ok(meta.is_file().then(|| Log { size: meta.len(), modified: meta.mtime(), packed, file }))
    };
    Some(match opened() {
        Ok(log) => log.ok_or_else(|| "it is not a file".to_owned()),
        Err(error) => Err(reason(&error)),
    })
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "it may be read by root only (run this with `sudo`)".to_owned(),
        _ => error.to_string(),
    }
}

/// The names under which the older parts of a log may lie, the newest first. Java counts inside of the name.
pub(super) fn rotated(path: &str) -> impl Iterator<Item = [String; 2]> {
    let inner = path.strip_suffix(".0.txt").map(str::to_owned);
    let path = path.to_owned();
    (1..=ROTATIONS).map(move |number| match &inner {
        Some(inner) => [format!("{inner}.{number}.txt"), format!("{inner}.{number}.txt.gz")],
        None => [format!("{path}.{number}"), format!("{path}.{number}.gz")],
    })
}

impl Log {
    /// The newest time in it.
    pub(super) fn newest(&mut self) -> Option<Stamp> {
        if self.packed {
            return None;
        }
        let from = self.size.saturating_sub(SAMPLE as u64);
        last_stamp(&self.sample(from).ok()?)
    }

    /// The oldest time in it.
    pub(super) fn oldest(&mut self) -> Option<Stamp> {
        let sample = match self.packed {
            false => self.sample(0),
            true => self.file.rewind().and_then(|()| {
                let mut bytes = Vec::new();
                MultiGzDecoder::new(&self.file).take(SAMPLE as u64).read_to_end(&mut bytes).map(|_| bytes)
            }),
        };
        first_stamp(&sample.ok()?, true)
    }

    fn sample(&mut self, from: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(from))?;
        (&self.file).take(SAMPLE as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Its bytes, from shortly before the time on where that can be found without reading all.
    pub(super) fn reader(mut self, clock: Clock, since: Option<i64>) -> io::Result<Box<dyn Read>> {
        if self.packed {
            self.file.rewind()?;
            return Ok(Box::new(MultiGzDecoder::new(io::BufReader::new(self.file)).take(MOST_UNPACKED)));
        }
        let mut from = self.size.saturating_sub(MOST);
        if let Some(since) = since {
            let mut until = self.size;
            // Lines are in order of time: halve until little is left.
            while until.saturating_sub(from) > 16 * SAMPLE as u64 {
                let middle = from + (until - from) / 2;
                match first_stamp(&self.sample(middle)?, false) {
                    Some(stamp) if clock.time(stamp) < since => from = middle,
                    _ => until = middle,
                }
            }
        }
        self.file.seek(SeekFrom::Start(from))?;
        Ok(Box::new(self.file.take(MOST)))
    }
}
