//! `jitsi-doctor check`

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use super::args::{CheckArgs, FailOn};
use super::input::{self, Input};
use super::terminal::Terminal;
use super::{Exit, Failure, Result};
use crate::check::{self, Outcome, Pattern, Rule, Selection, Severity};
use crate::load::{Loader, ReadError, Role, Status};
use crate::model::{self, Deployment};
use crate::report::{Report, human};

/// How much of a line is shown where nobody is looking: enough to recognise it in a log.
const LOG_COLUMNS: usize = 110;

pub(super) fn run(args: &CheckArgs, out: &mut dyn Write) -> Result {
    let start = Instant::now();
    let rules = &crate::rules::ALL;
    let selection =
        Selection { select: patterns(&args.select, rules)?, ignore: patterns(&args.ignore, rules)? };
    let mut input = input::find(&args.paths, args.root.as_deref())?;
    input.located.prosody_version = args.prosody_version;
    let (deployment, outcome) = check(&input, rules, &selection)?;
    let report = Report::new(&deployment, &outcome).elapsed(start.elapsed());

    let options = options(args, &input);
    // Files first: a reader of stdout that goes away early must not cost them.
    for (format, path) in &args.output {
        let plain =
            human::Options { color: false, unicode: false, source_columns: LOG_COLUMNS, ..options.clone() };
        let mut bytes = Vec::new();
        report.write(*format, &plain, &mut bytes)?;
        write_file(path, &bytes).map_err(|error| {
            Failure::new(format!("cannot write {}: {error}", path.display()))
                .remedy("The report was not written; give a path in a directory that can be written to.")
        })?;
    }
    // JSON is always whole: a program that asked for it expects a document.
    report.write(args.format, &options, out)?;
    Ok(exit(args, &deployment, &outcome))
}

/// The whole way: files, model, findings.
fn check(input: &Input, rules: &[&dyn Rule], selection: &Selection) -> Result<(Deployment, Outcome)> {
    let deployment = model::build(&input.located, Loader::new(&input.tree));
    let read = deployment.files.iter().any(|record| record.file.is_some() && record.role != Role::Packages);
    if !read {
        return Err(nothing_read(&deployment, &input.prefix));
    }
    let outcome = check::run(rules, &deployment, selection);
    Ok((deployment, outcome))
}

fn nothing_read(deployment: &Deployment, prefix: &str) -> Failure {
    let mut message = "none of the files could be read".to_owned();
    let mut denied = false;
    for record in &deployment.files {
        if let Status::Unreadable(error) = &record.status {
            denied |= *error == ReadError::Denied;
            message.push_str(&format!("\n  {prefix}{}: {error}", record.path));
        }
    }
    let failure = Failure::new(message);
    if denied {
        return failure.remedy("Some files may be read by root only: run this as root (with `sudo`).");
    }
    failure
}

fn patterns(texts: &[String], rules: &[&dyn Rule]) -> Result<Vec<Pattern>> {
    let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    texts.map(|text| Pattern::new(text, rules).map_err(|error| Failure::new(error.to_string()))).collect()
}

fn options(args: &CheckArgs, input: &Input) -> human::Options {
    let terminal = Terminal::of_stdout(args.color);
    human::Options {
        width: terminal.width,
        // A terminal breaks lines that are too long, and the carets under them stand wrong. A log does not.
        source_columns: if terminal.interactive { terminal.width.saturating_sub(10) } else { LOG_COLUMNS },
        color: terminal.color,
        unicode: terminal.unicode,
        quiet: args.quiet,
        verbose: args.verbose,
        prefix: input.prefix.clone(),
    }
}

fn exit(args: &CheckArgs, deployment: &Deployment, outcome: &Outcome) -> Exit {
    let least = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let found =
        least.is_some_and(|least| outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity >= least));
    let unread = || {
        deployment
            .files
            .iter()
            .any(|record| matches!(record.status, Status::Unreadable(_) | Status::PartlyParsed(_)))
    };
    let unsure = args.strict && (!outcome.undecided.is_empty() || unread());
    if found || unsure { Exit::Findings } else { Exit::Clean }
}

/// Writes a file whole or not at all: beside its place first, then moved there.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A device or a pipe cannot be replaced; it is written to.
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        out.write_all(bytes)?;
        return out.flush();
    }
    // A link stays a link: what it points to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().ok_or_else(|| io::Error::other("it is not the name of a file"))?);
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let result = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if result.is_err() {
        // The first error is the one to tell; there is nothing to do about a second.
        let _ = fs::remove_file(&temporary);
    }
    result
}
