//! `jitsi-doctor guard`

use std::env;
use std::io::{self, Write};
use std::path::Path;

use super::args::{GuardAction, GuardArgs, GuardPlace};
use super::input;
use super::{Exit, Failure, Result};
use crate::guard::{self, BASELINE, Installation, Purpose, SKIP, State};

pub(super) fn run(args: &GuardArgs, out: &mut dyn Write) -> Result {
    let (GuardAction::Install(place) | GuardAction::Remove(place) | GuardAction::Status(place)) =
        &args.action;
    let guard = Guard::new(place)?;
    match args.action {
        GuardAction::Install(_) => guard.install(out),
        GuardAction::Remove(_) => guard.remove(out),
        GuardAction::Status(_) => guard.status(out),
    }
}

/// What the guard is to do, and where.
struct Guard {
    installation: Installation,
    program: String,
    /// What makes a path of the tree one that can be opened from here.
    prefix: String,
    live: bool,
    dry_run: bool,
}

impl Guard {
    fn new(place: &GuardPlace) -> Result<Self> {
        let root = place.root.as_deref().unwrap_or(Path::new("/"));
        let (_, prefix) = input::tree(root)?;
        let program = match &place.program {
            Some(program) => program.clone(),
            None => env::current_exe()
                .map_err(|error| Failure::new(format!("cannot tell where jitsi-doctor lies: {error}")))?,
        };
        let program = program.display().to_string();
        let installation = Installation::new(root, &program);
        Ok(Guard { installation, program, prefix, live: place.root.is_none(), dry_run: place.dry_run })
    }

    fn install(&self, out: &mut dyn Write) -> Result {
        guard::check_program(&self.program).map_err(|error| {
            Failure::new(error).remedy(
                "Install jitsi-doctor at a plain path, such as /usr/local/bin/jitsi-doctor, or name it with `--program`.",
            )
        })?;
        if self.live && !self.dry_run {
            guard::is_roots_alone(Path::new(&self.program)).map_err(|error| {
                Failure::new(error).remedy(format!(
                    "Root would run it whenever a service starts. Install it where only root can write: `sudo install {} \
                     /usr/local/bin/`, and then run `sudo /usr/local/bin/jitsi-doctor guard install`.",
                    self.program
                ))
            })?;
        }
        let (mut written, mut left) = (0, 0);
        let mut services = false;
        for purpose in Purpose::all() {
            let path = self.path(purpose);
            let state = self.state(purpose)?;
            let ours = matches!(state, State::Absent | State::Installed | State::Outdated);
            services |= ours && matches!(purpose, Purpose::Start(_));
            match state {
                State::NotHere => {}
                // What was installed for a unit that is gone by now does no harm.
                State::Absent | State::Outdated if self.dry_run => {
                    writeln!(out, "would write {path}:")?;
                    let text = self.installation.text(purpose);
                    text.lines().try_for_each(|line| writeln!(out, "    {line}"))?;
                    writeln!(out)?;
                    written += 1;
                }
                State::Absent | State::Outdated => {
                    self.installation.write(purpose).map_err(|error| failure("write", &path, &error))?;
                    writeln!(out, "wrote {path}")?;
                    written += 1;
                }
                State::Installed => writeln!(out, "is installed: {path}")?,
                State::Changed => {
                    left += 1;
                    writeln!(out, "left alone, changed by hand: {path} (remove it to have it written anew)")?;
                }
                State::Foreign => {
                    left += 1;
                    writeln!(out, "left alone, not written by jitsi-doctor: {path}")?;
                }
            }
        }
        if !services {
            writeln!(out, "\nNone of the services has a unit here: nothing asks before a start.")?;
        }
        if !self.installation.has_program() {
            let prefix = self.prefix.trim_end_matches('/');
            writeln!(
                out,
                "\nThere is no {prefix}{} yet: until it is there, services start unchecked.",
                self.program
            )?;
        }
        if written > 0 && !self.dry_run {
            write!(out, "\nNothing counts yet. Now run:\n    ")?;
            writeln!(out, "sudo systemctl daemon-reload && sudo systemctl enable --now jitsi-doctor.timer")?;
            writeln!(out, "To start services unchecked for once: sudo touch {SKIP}")?;
        }
        Ok(if left > 0 { Exit::Findings } else { Exit::Clean })
    }

    fn remove(&self, out: &mut dyn Write) -> Result {
        let (mut removed, mut left) = (0, 0);
        for purpose in Purpose::all() {
            let path = self.path(purpose);
            match self.state(purpose)? {
                State::NotHere | State::Absent => {}
                State::Installed | State::Outdated if self.dry_run => {
                    removed += 1;
                    writeln!(out, "would remove {path}")?;
                }
                State::Installed | State::Outdated => {
                    self.installation.remove(purpose).map_err(|error| failure("remove", &path, &error))?;
                    removed += 1;
                    writeln!(out, "removed {path}")?;
                }
                State::Changed => {
                    left += 1;
                    writeln!(out, "left alone, changed by hand: {path}")?;
                }
                State::Foreign => writeln!(out, "left alone, not written by jitsi-doctor: {path}")?,
            }
        }
        match removed {
            0 => writeln!(out, "nothing to remove")?,
            _ if self.dry_run => {}
            _ => {
                writeln!(
                    out,
                    "\nNow run:\n    sudo systemctl stop jitsi-doctor.timer; sudo systemctl daemon-reload"
                )?;
                writeln!(out, "What the timer has seen stays in {BASELINE}; it may be deleted.")?;
            }
        }
        Ok(if left > 0 { Exit::Findings } else { Exit::Clean })
    }

    fn status(&self, out: &mut dyn Write) -> Result {
        let mut complete = true;
        for purpose in Purpose::all() {
            let state = self.state(purpose)?;
            let words = match state {
                State::NotHere => "not here",
                State::Absent => "not installed",
                State::Installed => "installed",
                State::Outdated => {
                    "written by another version, or for a jitsi-doctor elsewhere: install it again"
                }
                State::Changed => "changed by hand",
                State::Foreign => "not written by jitsi-doctor",
            };
            complete &= matches!(state, State::NotHere | State::Installed);
            let shown = match state {
                State::NotHere | State::Absent => String::new(),
                _ => format!(" ({})", self.path(purpose)),
            };
            writeln!(out, "{:<22}{words}{shown}", purpose.name())?;
        }
        if !self.installation.has_program() {
            complete = false;
            writeln!(out, "{:<22}not there: services start unchecked", self.program)?;
        }
        if self.live && Path::new(SKIP).exists() {
            complete = false;
            writeln!(out, "{SKIP:<22} is there: services start unchecked until it is removed")?;
        }
        Ok(if complete { Exit::Clean } else { Exit::Findings })
    }

    fn state(&self, purpose: Purpose) -> Result<State> {
        self.installation.state(purpose).map_err(|error| failure("read", &self.path(purpose), &error))
    }

    fn path(&self, purpose: Purpose) -> String {
        let path = purpose.path();
        format!("{}{path}", self.prefix)
    }
}

fn failure(what: &str, path: &str, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot {what} {path}: {error}"));
    match error.kind() {
        io::ErrorKind::PermissionDenied => failure.remedy("Run this as root (with `sudo`)."),
        _ => failure,
    }
}
