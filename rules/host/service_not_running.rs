//! A service starts with the machine, and does not run.

use super::facts::name_first;
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct ServiceNotRunning;

static META: Meta = Meta {
    id: "host/service-not-running",
    severity: Severity::Error,
    title: "service that does not run",
    restart: &[],
    follows: &[
        "syntax/invalid-lua",
        "syntax/invalid-hocon",
        "syntax/invalid-nginx",
        "bridge/port-taken",
        "host/port-taken-by-other",
        "prosody/include-target-missing",
    ],
    page: include_str!("service_not_running.md"),
};

impl Rule for ServiceNotRunning {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (unit, file) in deployment.services_here() {
            let host = &deployment.host;
            let other_web = match unit {
                "nginx" => Some("apache2"),
                "apache2" => Some("nginx"),
                _ => None,
            };
            // Where two web servers are installed, the one that runs has the pages.
            if other_web.is_some_and(|web| host.flag(&["units", web, "running"]).is(|runs| *runs).is_yes()) {
                continue;
            }
            let running = host.flag(&["units", unit, "running"]);
            let Some((false, origin)) = sink.known(&running) else { continue };
            // What neither runs nor is meant to start was switched off by somebody.
            let enabled = host.flag(&["units", unit, "enabled"]);
            let Some((true, _)) = sink.known(&enabled) else { continue };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "no process of it".into(),
                message: message(unit),
                effect: format!(
                    "{} is configured here and starts with this machine, but no process of it runs: it was stopped, or it ended by \
                     itself.",
                    name_first(unit)
                ),
                help: format!(
                    "See why with `journalctl -u {unit} -n 50`, mend that, and run `systemctl start {unit}`. If it is not wanted here any \
                     more, run `systemctl disable {unit}`."
                ),
            });
            sink.report(finding.about(unit).related(file, "its configuration"));
        }
    }
}

fn message(unit: &str) -> String {
    let loss = match unit {
        "prosody" => "nobody can join a meeting: Prosody does not run",
        "jicofo" => "nobody sees or hears anybody: Jicofo, which starts the calls, does not run",
        "jitsi-videobridge2" => {
            "no audio and video with three people and more through this machine: its bridge does not run"
        }
        "jibri" => "no recording and no live stream from this machine: Jibri does not run",
        "jigasi" => "no telephone calls and no subtitles through this machine: Jigasi does not run",
        "coturn" => "people behind firewalls get no audio and no video: coturn does not run",
        _ => "no page of Jitsi Meet opens: the web server does not run",
    };
    loss.to_owned()
}
