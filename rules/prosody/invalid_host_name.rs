//! The name of a VirtualHost or Component that no program can address.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, HostKind};

/// See the page.
pub struct InvalidHostName;

static META: Meta = Meta {
    id: "prosody/invalid-host-name",
    severity: Severity::Error,
    title: "host name that nobody can reach",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("invalid_host_name.md"),
};

impl Rule for InvalidHostName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.hosts() {
            let Some((what, right)) = flaw(&host.name) else { continue };
            let kind = match host.kind {
                HostKind::VirtualHost => "VirtualHost",
                HostKind::Component => "Component",
            };
            let finding = Finding::new(Problem {
                place: host.place,
                label: what.into(),
                message: match host.kind {
                    HostKind::VirtualHost => {
                        "nobody can log in on this host: no program uses such a name".into()
                    }
                    HostKind::Component => {
                        "this service cannot be reached: no program uses such a name".into()
                    }
                },
                effect: format!(
                    "Prosody compares the name letter by letter with the one that browsers and services ask for, which is a \
                     bare domain. With {what} they never agree, and Prosody answers \"Host unknown\"."
                ),
                help: format!("Write `{kind} \"{right}\"`, and the same name in all other files."),
            });
            sink.report(finding.about(deployment.subject_near(&right)));
        }
    }
}

/// What is wrong with a name, and the domain that was meant.
fn flaw(name: &str) -> Option<(&'static str, String)> {
    let bare = |name: &str| {
        let name = name.trim();
        let name = name.split_once("://").map_or(name, |(_, rest)| rest);
        let name = name.split(['/', ':']).next().unwrap_or_default();
        name.trim_start_matches("*.").trim_end_matches('.').to_owned()
    };
    let what = match name {
        _ if name.contains("://") => "a scheme in front",
        _ if name.contains('/') => "a slash",
        _ if name.contains(char::is_whitespace) => "a blank in it",
        _ if name.contains('*') => "a wildcard",
        _ if name.ends_with('.') => "a dot at its end",
        _ if name.matches(':').count() == 1 => "a port",
        _ => return None,
    };
    let right = bare(name);
    (!right.is_empty()).then_some((what, right))
}
