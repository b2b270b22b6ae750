//! The files of the guard on disk.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{Purpose, State};
use crate::load::{HostTree, Tree};

/// Where units lie, packaged ones and those of the admin; init scripts become units too.
const UNITS: [&str; 4] =
    ["etc/systemd/system", "lib/systemd/system", "usr/lib/systemd/system", "usr/local/lib/systemd/system"];

/// Where the timer is enabled.
const ENABLED: &str = "etc/systemd/system/timers.target.wants/jitsi-doctor.timer";

/// A system that has the guard, or is to have it.
#[derive(Debug)]
pub struct Installation {
    root: PathBuf,
    program: String,
    tree: HostTree,
}

impl Installation {
    /// The system under `root`, for a jitsi-doctor that lies at `program` inside of it.
    pub fn new(root: &Path, program: &str) -> Self {
        Installation { root: root.to_owned(), program: program.to_owned(), tree: HostTree::new(root) }
    }

    /// Whether the program that the files name is there.
    pub fn has_program(&self) -> bool {
        self.tree.real_path(&self.program).is_some()
    }

    /// Whether something would read the file.
    pub fn is_here(&self, purpose: Purpose) -> bool {
        let there = |path: &str| self.tree.real_path(path).is_some();
        match purpose {
            Purpose::Start(service) => {
                let unit = service.unit();
                UNITS.iter().any(|dir| there(&format!("{dir}/{unit}.service")))
                    || there(&format!("etc/init.d/{unit}"))
            }
            Purpose::Upgrades => there("etc/apt"),
            Purpose::Nightly | Purpose::Timer => {
                there("etc/systemd/system") || UNITS.iter().any(|dir| there(dir))
            }
        }
    }

    /// What lies there now.
    pub fn state(&self, purpose: Purpose) -> io::Result<State> {
        let path = self.path(purpose);
        match fs::symlink_metadata(&path) {
            // A link, or a mask: not ours.
            Ok(meta) if !meta.is_file() || meta.len() > MOST => Ok(State::Foreign),
            Ok(_) => {
                let there = fs::read(&path)?;
                Ok(State::of(&String::from_utf8_lossy(&there), &purpose.text(&self.program)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(match self.is_here(purpose) {
                true => State::Absent,
                false => State::NotHere,
            }),
            Err(error) => Err(error),
        }
    }

    /// What would be written.
    pub fn text(&self, purpose: Purpose) -> String {
        purpose.text(&self.program)
    }

    /// Writes a file, whole or not at all.
    pub fn write(&self, purpose: Purpose) -> io::Result<()> {
        let path = self.path(purpose);
        let dir = path.parent().ok_or_else(|| io::Error::other("it has no directory"))?;
        self.stay_inside(dir)?;
        let new = !dir.exists();
        fs::create_dir_all(dir)?;
        if new {
            // Whatever the umask: systemd and apt read them, and so may everybody.
            fs::set_permissions(dir, Permissions::from_mode(0o755))?;
        }
        // apt and systemd pass over names that begin with a dot.
        let temporary = dir.join(format!(".jitsi-doctor.{}.tmp", std::process::id()));
        let result = (|| {
            let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
            file.write_all(self.text(purpose).as_bytes())?;
            file.set_permissions(Permissions::from_mode(0o644))?;
            file.sync_all()?;
            fs::rename(&temporary, &path)
        })();
        if result.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_file(&temporary);
        }
        result
    }

    /// Removes a file, what was made for it, and what systemd made of it.
    pub fn remove(&self, purpose: Purpose) -> io::Result<()> {
        let path = self.path(purpose);
        if let Some(dir) = path.parent() {
            self.stay_inside(dir)?;
        }
        fs::remove_file(&path)?;
        match purpose {
            Purpose::Start(_) => {
                // Other drop-ins keep it.
                let _ = path.parent().map(fs::remove_dir);
            }
            Purpose::Timer => {
                let link = self.root.join(ENABLED);
                if fs::symlink_metadata(&link).is_ok_and(|meta| meta.is_symlink()) {
                    fs::remove_file(link)?;
                }
            }
            Purpose::Upgrades | Purpose::Nightly => {}
        }
        Ok(())
    }

    fn path(&self, purpose: Purpose) -> PathBuf {
        self.root.join(purpose.path())
    }

    /// In an image, a link may lead to the machine that builds it.
    fn stay_inside(&self, dir: &Path) -> io::Result<()> {
        if self.root == Path::new("/") {
            return Ok(());
        }
        for part in dir.ancestors().take_while(|part| *part != self.root) {
            if fs::symlink_metadata(part).is_ok_and(|meta| meta.is_symlink()) {
                return Err(io::Error::other(format!(
                    "{} is a link, which may lead out of the tree",
                    part.display()
                )));
            }
        }
        Ok(())
    }
}

/// No file of ours is near this size.
const MOST: u64 = 64 << 10;

/// Whether only root can change a program, so that root may run it for everybody. Says what is in the way.
pub fn is_roots_alone(program: &Path) -> Result<(), String> {
    let whole = fs::canonicalize(program).map_err(|error| format!("{}: {error}", program.display()))?;
    for part in whole.ancestors() {
        let meta = fs::metadata(part).map_err(|error| format!("{}: {error}", part.display()))?;
        if meta.uid() != 0 || meta.mode() & 0o022 != 0 {
            return Err(format!("{} can be changed by others than root", part.display()));
        }
    }
    Ok(())
}
