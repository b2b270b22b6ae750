//! The guard: systemd asks jitsi-doctor before it starts a service, apt after an upgrade, and a timer every night.
//!
//! Here stands what the files say (`texts`), what became of them, and how they are written and removed. No unit is started
//! or enabled, and a file that is not ours, or no longer as we wrote it, is never touched.

mod disk;
mod texts;

#[cfg(test)]
mod tests;

pub use disk::{Installation, is_roots_alone};
pub use texts::{BASELINE, DROP_IN, REFUSAL, SKIP, check_program};

use crate::check::Service;

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Asks before this service starts.
    Start(Service),
    /// Looks after an upgrade.
    Upgrades,
    /// Looks every night: what is run.
    Nightly,
    /// Looks every night: when.
    Timer,
}

impl Purpose {
    /// All of them, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Purpose> {
        Service::ALL.into_iter().map(Purpose::Start).chain([
            Purpose::Upgrades,
            Purpose::Nightly,
            Purpose::Timer,
        ])
    }

    /// A name for people.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Start(service) => service.unit(),
            Purpose::Upgrades => "apt",
            Purpose::Nightly => "jitsi-doctor.service",
            Purpose::Timer => "jitsi-doctor.timer",
        }
    }

    /// Where the file lies, from the root.
    pub fn path(self) -> String {
        match self {
            Purpose::Start(service) => format!("etc/systemd/system/{}.service.d/{DROP_IN}", service.unit()),
            Purpose::Upgrades => "etc/apt/apt.conf.d/90jitsi-doctor".to_owned(),
            Purpose::Nightly => "etc/systemd/system/jitsi-doctor.service".to_owned(),
            Purpose::Timer => "etc/systemd/system/jitsi-doctor.timer".to_owned(),
        }
    }

    /// The whole file, for a jitsi-doctor that lies at `program`.
    pub fn text(self, program: &str) -> String {
        texts::text(self, program)
    }
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// The unit, or the program that would read it, is not on this machine.
    NotHere,
    /// There is none.
    Absent,
    /// As this version writes it.
    Installed,
    /// As another version wrote it, or for a jitsi-doctor elsewhere.
    Outdated,
    /// Ours, and changed since.
    Changed,
    /// Somebody else's.
    Foreign,
}

impl State {
    /// Compares what lies there with what would be written.
    pub fn of(there: &str, wanted: &str) -> Self {
        if there == wanted {
            return State::Installed;
        }
        match texts::is_as_written(there) {
            Some(true) => State::Outdated,
            Some(false) => State::Changed,
            None => State::Foreign,
        }
    }
}
