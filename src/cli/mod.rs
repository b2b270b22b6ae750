//! The command line: one file a subcommand.

mod args;
mod baseline;
mod check;
mod completions;
mod explain;
mod guard;
mod input;
mod man;
mod network;
mod policy;
mod rules;
mod show;
mod show_model;
mod show_value;
mod terminal;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::process::ExitCode;
use std::sync::Mutex;

use clap::Parser;

use args::{Cli, Command};

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold; for `show`, a file that the program refuses.
    Findings,
    /// The work could not be done.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
        })
    }
}

/// Why the work could not be done.
#[derive(Debug)]
struct Failure {
    /// What went wrong.
    message: String,
    /// More about it, in lines that are safe to show.
    details: Option<String>,
    /// What to do.
    remedy: Option<String>,
    /// The reader went away: no fault at all.
    broken_pipe: bool,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), details: None, remedy: None, broken_pipe: false }
    }

    fn details(mut self, details: String) -> Self {
        self.details = Some(details);
        self
    }

    fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Failure { broken_pipe, ..Failure::new(format!("cannot write the output: {error}")) }
    }
}

type Result<T = Exit> = std::result::Result<T, Failure>;

/// Where a panic happened: a line of this program, never a text from a file.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program: arguments in, exit code out.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // The message of a panic may hold text from a file, so it is not shown.
    set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        if let Ok(mut slot) = PANIC.lock() {
            *slot = place;
        }
    }));
    let args: Vec<OsString> = args.into_iter().collect();
    guarded(|| run(args)).into()
}

/// Runs the work; a panic becomes an error that shows no text from a file.
fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let place = PANIC.lock().ok().and_then(|slot| slot.clone()).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        complain(&Failure::new(format!("internal fault at {place} (version {version})")).remedy(
            "This is a mistake in jitsi-doctor, not in your configuration. Please report this line.",
        ));
        Exit::Failed
    })
}

fn run(args: Vec<OsString>) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors, and go to stdout. Who closed the pipe has read enough.
            let _ = error.print();
            return if error.use_stderr() { Exit::Failed } else { Exit::Clean };
        }
    };
    let stdout = io::stdout();
    let mut out = io::BufWriter::new(stdout.lock());
    let result = match &cli.command {
        Command::Check(args) => check::run(args, &mut out),
        Command::Explain(args) => explain::run(args, &mut out),
        Command::Rules(args) => rules::run(args, &mut out),
        Command::Show(args) => show::run(args, &mut out),
        Command::Guard(args) => guard::run(args, &mut out),
        Command::Completions { shell } => completions::run(*shell, &mut out),
        Command::Man => man::run(&mut out),
    };
    match result.and_then(|exit| out.flush().map(|()| exit).map_err(Failure::from)) {
        Ok(exit) => exit,
        Err(failure) if failure.broken_pipe => Exit::Clean,
        Err(failure) => {
            // What was written so far stays; only the reason is missing.
            let _ = out.flush();
            complain(&failure);
            Exit::Failed
        }
    }
}

/// Says on stderr what went wrong and what to do. There is no one to tell if that fails.
fn complain(failure: &Failure) {
    let safe = |text: &str| crate::report::printable(text, false);
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "error: {}", safe(&failure.message));
    if let Some(details) = &failure.details {
        let _ = write!(err, "\n{details}");
    }
    if let Some(remedy) = &failure.remedy {
        let _ = writeln!(err, "{}", safe(remedy));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_failure() {
        assert_eq!(guarded(|| panic!("as a rule might")), Exit::Failed);
        assert_eq!(guarded(|| Exit::Findings), Exit::Findings);
    }
}
