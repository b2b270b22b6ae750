//! A file that systemd reads is written for a shell.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Layers};
use crate::text::{Sources, Span};
use crate::value::Entry;

/// See the page.
pub struct ShellSyntaxInVariables;

static META: Meta = Meta {
    id: "options/shell-syntax-in-variables",
    severity: Severity::Warning,
    title: "shell syntax where no shell reads",
    restart: &[Service::Videobridge, Service::Jigasi],
    follows: &[],
    page: include_str!("shell_syntax_in_variables.md"),
};

impl Rule for ShellSyntaxInVariables {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        // The file of Jicofo is read by a shell.
        let jvb = deployment.jvb.as_ref().map(|it| ("Videobridge", &it.layers));
        let jigasi = deployment.jigasi.as_ref().map(|it| ("Jigasi", &it.layers));
        for (service, layers) in [jvb, jigasi].into_iter().flatten() {
            for (entry, fault) in faults(layers, sink.sources()) {
                let stops = matches!(fault, Fault::Expansion { whole: true });
                let place = match fault {
                    Fault::Export => entry.key_span,
                    Fault::Expansion { .. } => entry.node.span,
                };
                let (label, effect, help) = match fault {
                    Fault::Export => (
                        "`export` stands before it",
                        "systemd does not know `export`: it ignores the line, and the service starts as if the variable were not set.",
                        "Remove the word `export`.",
                    ),
                    Fault::Expansion { .. } => (
                        "a shell would put something in here",
                        "systemd reads this file (`EnvironmentFile`) and puts nothing in for `$NAME`, `$(…)` or backticks. Java gets \
                         the signs as they are.",
                        "Write the value itself.",
                    ),
                };
                let finding = Finding::new(Problem {
                    place,
                    label: label.into(),
                    message: match stops {
                        true => format!("{service} does not start: Java gets `$…` instead of a value"),
                        false => format!("{service} does not get the `{}` that is meant", entry.key),
                    },
                    effect: effect.into(),
                    help: help.into(),
                })
                .restart_what_reads(deployment, place);
                sink.report(if stops { finding.severity(Severity::Error) } else { finding });
            }
        }
    }
}

enum Fault {
    Export,
    /// Whether the sign stands where Java would take it for the program to run, or for a size.
    Expansion {
        whole: bool,
    },
}

fn faults<'d>(layers: &'d Layers, sources: &Sources) -> Vec<(&'d Entry, Fault)> {
    let Some((_, env)) = &layers.env else { return Vec::new() };
    let read = env.root.iter().filter(|entry| VARIABLES.contains(&entry.key.as_str()));
    read.filter_map(|entry| Some((entry, fault(entry, sources)?))).collect()
}

fn fault(entry: &Entry, sources: &Sources) -> Option<Fault> {
    let start = entry.key_span.range().start;
    if let Some(before) = start.checked_sub("export ".len())
        && sources.slice(Span::new(entry.key_span.file, before, start)) == "export "
    {
        return Some(Fault::Export);
    }
    let written = sources.slice(entry.node.span);
    // In single quotes, or behind a backslash, a shell puts nothing in either.
    if written.starts_with('\'') || written.contains("\\$") {
        return None;
    }
    let word = written.trim_matches('"').split_ascii_whitespace().find(|word| word.contains(['$', '`']))?;
    Some(Fault::Expansion { whole: word.starts_with(['$', '`']) || entry.key != "JAVA_SYS_PROPS" })
}

/// What the start scripts put on the command line of Java. `JVB_OPTS` goes through a shell first.
const VARIABLES: [&str; 4] =
    ["JAVA_SYS_PROPS", "JIGASI_MAX_MEMORY", "VIDEOBRIDGE_GC_TYPE", "VIDEOBRIDGE_MAX_MEMORY"];
