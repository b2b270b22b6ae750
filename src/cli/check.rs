//! `jitsi-doctor check`

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use super::args::{CheckArgs, FailOn};
use super::input::{self, Input};
use super::terminal::Terminal;
use super::{Exit, Failure, Result, baseline, network, policy};
use crate::check::{self, Diagnostic, Outcome, Pattern, Request, Rule, Selection, Severity};
use crate::guard::REFUSAL;
use crate::host::{self, Machine};
use crate::load::{Evidence, Loader, ReadError, Role, Status};
use crate::model::{self, Deployment};
use crate::policy::Threshold;
use crate::report::{self, Baseline, Format, Masks, Report, human};

/// How much of a line is shown where nobody is looking: enough to recognise it in a log.
const LOG_COLUMNS: usize = 110;

pub(super) fn run(args: &CheckArgs, out: &mut dyn Write) -> Result {
    let start = Instant::now();
    let rules = &crate::rules::ALL;
    let selection =
        Selection { select: patterns(&args.select, rules)?, ignore: patterns(&args.ignore, rules)? };
    let mut baseline = args.baseline.as_deref().map(baseline::read).transpose()?;
    let mut input = match args.service {
        Some(service) => input::of_service(args.root.as_deref(), service)?,
        None => input::find(&args.paths, args.root.as_deref())?,
    };
    input.located.prosody_version = args.prosody_version;
    let mut options = options(args, &input);
    let mut deployment = read(args, &mut input, &options)?;
    network::ask(args, &input, &selection, &mut deployment);
    let masks = Masks::new(&deployment);

    let mut is_known = |finding: &Diagnostic| {
        let place = finding.primary.span;
        baseline.as_mut().is_some_and(|it| it.take(finding.rule, place, &deployment.sources, &masks))
    };
    let request = Request {
        selection: selection.clone(),
        partial: input.partial,
        stopping: args.service,
        is_known: Some(&mut is_known),
    };
    let outcome = check::run_with(rules, &deployment, request);
    let gone = baseline.map(|baseline| match input.partial || !all_read(&deployment) {
        true => 0,
        false => baseline.gone(&ran(rules, &selection, &outcome), &outcome),
    });
    if let Some(path) = &args.write_baseline {
        let baseline = Baseline::of(&outcome, &deployment, &masks);
        write(path, baseline.to_json().as_bytes(), "baseline")?;
        options.note = Some(format!(
            "The baseline {} holds {} finding{}.",
            path.display(),
            baseline.len(),
            if baseline.len() == 1 { "" } else { "s" }
        ));
    }
    let report = Report::masked(&deployment, &outcome, masks).gone(gone).elapsed(start.elapsed());

    // Files first: a reader of stdout that goes away early must not cost them.
    for (format, path) in &args.output {
        let plain =
            human::Options { color: false, unicode: false, source_columns: LOG_COLUMNS, ..options.clone() };
        let mut bytes = Vec::new();
        report.write(*format, &plain, &mut bytes)?;
        write(path, &bytes, "report")?;
    }
    // JSON is always whole: a program that asked for it expects a document.
    report.write(args.format, &options, out)?;
    let exit = exit(args, &deployment, &outcome);
    if let (Some(service), Exit::Findings, Format::Human) = (args.service, exit, args.format) {
        writeln!(out, "{REFUSAL} {}", service.unit())?;
    }
    Ok(exit)
}

/// Files and model.
fn read(args: &CheckArgs, input: &mut Input, options: &human::Options) -> Result<Deployment> {
    let tree = input.tree.clone();
    let mut loader = Loader::new(&tree);
    policy::choose(args, input, &mut loader)?;
    let mut deployment = model::build(&input.located, loader);
    if input.live {
        let facts = host::gather(&Machine::here(), &deployment);
        deployment.learn(Evidence::Host, &facts);
    }
    policy::validate(&deployment, options)?;
    let of_jitsi = |role| {
        !matches!(role, Role::Packages | Role::Policy | Role::HostFacts | Role::NetworkFacts | Role::LogFacts)
    };
    if !deployment.files.iter().any(|record| record.file.is_some() && of_jitsi(record.role)) {
        return Err(nothing_read(&deployment, &input.prefix));
    }
    Ok(deployment)
}

/// The rules that ran.
fn ran(rules: &[&'static dyn Rule], selection: &Selection, outcome: &Outcome) -> Vec<&'static str> {
    let ids = rules.iter().map(|rule| rule.meta().id);
    let skipped = |id: &&str| outcome.skipped.iter().any(|(rule, _)| rule == id);
    ids.filter(|id| selection.includes(id) && !outcome.switched_off.contains(id) && !skipped(id)).collect()
}

fn all_read(deployment: &Deployment) -> bool {
    let unread = |status: &Status| matches!(status, Status::Unreadable(_) | Status::PartlyParsed(_));
    !deployment.files.iter().any(|record| unread(&record.status))
}

fn write(path: &Path, bytes: &[u8], what: &str) -> Result<()> {
    write_file(path, bytes).map_err(|error| {
        Failure::new(format!("cannot write {}: {error}", path.display()))
            .remedy(format!("The {what} was not written; give a path in a directory that can be written to."))
    })
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
        note: None,
        prefix: input.prefix.clone(),
    }
}

fn exit(args: &CheckArgs, deployment: &Deployment, outcome: &Outcome) -> Exit {
    let asked = args.fail_on.map(|fail_on| match fail_on {
        FailOn::Error => Threshold::At(Severity::Error),
        FailOn::Warning => Threshold::At(Severity::Warning),
        FailOn::Info => Threshold::At(Severity::Info),
        FailOn::Never => Threshold::Never,
    });
    // What a site thinks bad enough for a report does not make a service start.
    let usual = deployment.policy.fail_on.filter(|_| args.service.is_none());
    let threshold = asked.or(usual).unwrap_or(Threshold::At(Severity::Error));
    // What was written to a baseline is accepted.
    let accepted = |finding: &Diagnostic| args.write_baseline.is_some() && report::can_be_known(finding.rule);
    let found = match threshold {
        Threshold::Never => false,
        Threshold::At(least) => {
            outcome.diagnostics.iter().any(|finding| finding.severity >= least && !accepted(finding))
        }
    };
    let unsure = args.strict && (!outcome.undecided.is_empty() || !all_read(deployment));
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
