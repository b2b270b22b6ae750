//! The report for programs. Its form is a contract: `schema-v1.json`.

use std::io;

use serde::Serialize;

use super::Report;
use crate::check::{self, Severity};
use crate::load::{self, Status};
use crate::policy::Threshold;
use crate::text::Span;

/// Writes the report as one JSON document, always the same for the same input.
pub fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(&document(report))?;
    // Terminals obey more control characters than JSON forbids; such a one can only stand inside of a text.
    if text.contains(|c: char| c.is_control() && c != '\n') {
        let escape = |c: char| match c {
            '\u{7F}'..='\u{9F}' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        text = text.chars().map(escape).collect();
    }
    text.push('\n');
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    summary: Summary,
    diagnostics: Vec<Diagnostic>,
    undecided: Vec<Undecided>,
    skipped: Vec<Skipped>,
    suppressed: Vec<Suppressed>,
    policy: Option<Policy>,
    baseline: Option<Baseline>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct Skipped {
    rule: &'static str,
    needs: &'static str,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
    rules_run: usize,
    undecided: usize,
    suppressed: usize,
    known: usize,
    skipped: usize,
}

#[derive(Serialize)]
struct Suppressed {
    diagnostic: Diagnostic,
    by: Label,
    reason: String,
}

#[derive(Serialize)]
struct Policy {
    file: String,
    fail_on: Option<&'static str>,
    switched_off: Vec<&'static str>,
    severities: Vec<RuleSeverity>,
    suppressed: usize,
}

#[derive(Serialize)]
struct RuleSeverity {
    rule: &'static str,
    severity: &'static str,
}

#[derive(Serialize)]
struct Baseline {
    known: usize,
    gone: usize,
}

#[derive(Serialize)]
struct Diagnostic {
    rule: &'static str,
    severity: &'static str,
    message: String,
    effect: String,
    help: String,
    url: Option<String>,
    restart: Vec<&'static str>,
    labels: Vec<Label>,
    consequences: Vec<Consequence>,
    fix: Option<Fix>,
}

#[derive(Serialize)]
struct Consequence {
    rule: &'static str,
    message: String,
    label: Label,
}

#[derive(Serialize)]
struct Label {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    offset: usize,
    length: usize,
    text: String,
    primary: bool,
}

/// No rule offers an edit yet; the field is part of the contract.
#[derive(Serialize)]
enum Fix {}

#[derive(Serialize)]
struct Undecided {
    rule: &'static str,
    reason: String,
    labels: Vec<Label>,
}

#[derive(Serialize)]
struct File {
    path: String,
    role: &'static str,
    status: &'static str,
    reason: Option<String>,
}

fn document(report: &Report<'_>) -> Document {
    let outcome = report.outcome;
    Document {
        schema_version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: Summary {
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            infos: outcome.count(Severity::Info),
            rules_run: outcome.rules_run,
            undecided: outcome.undecided_rules(),
            suppressed: outcome.suppressed.len(),
            known: outcome.known.len(),
            skipped: outcome.skipped.len(),
        },
        diagnostics: outcome.diagnostics.iter().map(|it| diagnostic(report, it)).collect(),
        undecided: outcome.undecided.iter().map(|it| undecided(report, it)).collect(),
        skipped: outcome.skipped.iter().map(|(rule, needs)| Skipped { rule, needs: needs.name() }).collect(),
        suppressed: outcome.suppressed.iter().map(|it| suppressed(report, it)).collect(),
        policy: policy(report),
        baseline: report.gone.map(|gone| Baseline { known: outcome.known.len(), gone }),
        files: report.deployment.files.iter().map(|it| file(report, it)).collect(),
    }
}

fn suppressed(report: &Report<'_>, from: &check::Suppressed) -> Suppressed {
    Suppressed {
        diagnostic: diagnostic(report, &from.diagnostic),
        by: label(report, from.by, "", true),
        reason: report.masks.hide(&from.reason).into_owned(),
    }
}

fn policy(report: &Report<'_>) -> Option<Policy> {
    let policy = &report.deployment.policy;
    let severities = report.outcome.changed.iter();
    Some(Policy {
        file: report.deployment.sources.path(policy.file?).to_owned(),
        fail_on: policy.fail_on.map(Threshold::name),
        switched_off: report.outcome.switched_off.clone(),
        severities: severities
            .map(|(rule, severity)| RuleSeverity { rule, severity: severity.name() })
            .collect(),
        suppressed: report.suppressed_by_policy(),
    })
}

fn diagnostic(report: &Report<'_>, from: &check::Diagnostic) -> Diagnostic {
    let safe = |text: &str| report.masks.hide(text).into_owned();
    let related = from.related.iter().map(|it| label(report, it.span, &it.text, false));
    Diagnostic {
        rule: from.rule,
        severity: from.severity.name(),
        message: safe(&from.message),
        effect: safe(&from.effect),
        help: safe(&from.help),
        url: None,
        restart: from.restart.iter().map(|service| service.unit()).collect(),
        labels: std::iter::once(label(report, from.primary.span, &from.primary.text, true))
            .chain(related)
            .collect(),
        consequences: from
            .consequences
            .iter()
            .map(|it| Consequence {
                rule: it.rule,
                message: safe(&it.message),
                label: label(report, it.primary.span, &it.primary.text, true),
            })
            .collect(),
        fix: None,
    }
}

fn label(report: &Report<'_>, span: Span, text: &str, primary: bool) -> Label {
    let sources = &report.deployment.sources;
    let span = report.masks.clip(span);
    let (start, end) = (sources.position(span), sources.end_position(span));
    Label {
        file: sources.path(span.file).to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        offset: span.start as usize,
        length: span.len(),
        text: report.masks.hide(text).into_owned(),
        primary,
    }
}

fn undecided(report: &Report<'_>, from: &check::Undecided) -> Undecided {
    Undecided {
        rule: from.rule,
        reason: report.masks.hide(from.reason.as_str()).into_owned(),
        labels: from.place.iter().map(|place| label(report, *place, "", true)).collect(),
    }
}

fn file(report: &Report<'_>, from: &load::FileRecord) -> File {
    let (status, reason) = match &from.status {
        Status::Read => ("read", None),
        Status::PartlyParsed(reason) => ("partly_parsed", Some(reason.clone())),
        Status::Missing => ("missing", None),
        Status::Unreadable(error) => ("unreadable", Some(error.to_string())),
    };
    let reason = reason.map(|reason| report.masks.hide(&reason).into_owned());
    File { path: from.path.clone(), role: from.role.name(), status, reason }
}
