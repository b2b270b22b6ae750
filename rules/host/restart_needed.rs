//! A service runs with what its files said before they were changed.

use std::collections::BTreeSet;

use super::facts::{name, name_first, runs};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::{Evidence, FileRecord};
use crate::model::Deployment;
use crate::text::{FileId, Span};

/// See the page.
pub struct RestartNeeded;

static META: Meta = Meta {
    id: "host/restart-needed",
    severity: Severity::Warning,
    title: "changes that wait for a restart",
    restart: &[
        Service::Prosody,
        Service::Jicofo,
        Service::Videobridge,
        Service::Jibri,
        Service::Jigasi,
        Service::Nginx,
        Service::Apache,
        Service::Coturn,
    ],
    follows: &[],
    page: include_str!("restart_needed.md"),
};

/// The time of the start is only known to a second or so, and a service needs some to read its files.
const SLACK: i64 = 10;

/// A service and its files that are newer than it, the newest first.
struct Stale {
    unit: &'static str,
    since: Span,
    files: Vec<(i64, String, Span)>,
}

impl Rule for RestartNeeded {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let idle = deployment.idle_files();
        let stale: Vec<Stale> = deployment
            .services_here()
            .into_iter()
            .filter_map(|(unit, _)| stale(deployment, unit, &idle, sink))
            .collect();
        let order: Vec<String> = stale.iter().map(|stale| format!("`{}`", command(stale.unit))).collect();
        for Stale { unit, since, files } in &stale {
            let Some((age, path, place)) = files.first() else { continue };
            let mut help = match *unit {
                "nginx" | "apache2" => format!("Run `{}`: it ends no call.", command(unit)),
                "prosody" => format!(
                    "Run `{}` when no call is running. If you have reloaded it since (`systemctl reload prosody`), only changes \
                     of modules still wait.",
                    command(unit)
                ),
                _ => format!("Run `{}` when no call is running: it ends those that are.", command(unit)),
            };
            if order.len() > 1 {
                help.push_str(&format!(
                    " More than one service waits; this order is right: {}.",
                    order.join(", ")
                ));
            }
            let reload = *unit == "prosody";
            let mut finding = Finding::new(Problem {
                place: *place,
                label: format!("changed {} after the start", duration(*age)),
                message: match reload {
                    true => "Prosody may still run with the settings from before this change".into(),
                    false => format!("{} still runs with the settings from before this change", name(unit)),
                },
                effect: format!(
                    "{} reads `{path}` when it starts{}. The file has changed since, so calls do not yet work as it says.",
                    name_first(unit),
                    if matches!(*unit, "prosody" | "nginx" | "apache2") { " or is told to reload" } else { "" },
                ),
                help,
            })
            .about(*unit)
            .restart_what_reads(deployment, *place)
            .related(*since, "since then it runs");
            if reload {
                // A reload leaves no trace that could be seen here.
                finding = finding.severity(Severity::Info);
            }
            for (_, _, other) in files.iter().skip(1) {
                finding = finding.related(*other, "changed too");
            }
            sink.report(finding);
        }
    }
}

fn stale(
    deployment: &Deployment,
    unit: &'static str,
    idle: &BTreeSet<FileId>,
    sink: &mut Sink<'_>,
) -> Option<Stale> {
    let host = &deployment.host;
    let reads = |record: &&FileRecord| {
        let readers = Service::reading(record.role).unwrap_or_default();
        readers.iter().any(|service| service.unit() == unit)
            && record.file.is_some_and(|file| !idle.contains(&file))
    };
    if !runs(deployment, unit, sink) {
        return None;
    }
    let started = host.number(&["units", unit, "started"]);
    let (started, origin) = sink.known(&started)?;
    let mut files = Vec::new();
    for record in deployment.files.iter().filter(reads) {
        let path = format!("/{}", record.path.trim_start_matches('/'));
        let modified = host.number(&["files", &path, "modified"]);
        if let (Some(file), Some((modified, _))) = (record.file, sink.known(&modified)) {
            let age = modified.saturating_sub(*started);
            if age > SLACK {
                files.push((age, path, Span::start_of(file)));
            }
        }
    }
    files.sort_by(|one, other| other.cmp(one));
    (!files.is_empty()).then_some(Stale { unit, since: origin.span, files })
}

fn command(unit: &str) -> String {
    match unit {
        "nginx" | "apache2" => format!("systemctl reload {unit}"),
        _ => format!("systemctl restart {unit}"),
    }
}

/// A time as people say it.
fn duration(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..120 => (seconds, "seconds"),
        120..7200 => (seconds / 60, "minutes"),
        7200..172_800 => (seconds / 3600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    format!("{count} {unit}")
}
