//! A variable for a domain has another value in one service than in Prosody.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct DomainNotShared;

static META: Meta = Meta {
    id: "docker/domain-not-shared",
    severity: Severity::Error,
    title: "domain that not every service gets",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("domain_not_shared.md"),
};

impl Rule for DomainNotShared {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let mut servers = docker.services().filter(|service| service.component() == "prosody");
        // Several are of several kinds, such as for visitors.
        let (Some(prosody), None) = (servers.next(), servers.next()) else { return };
        for (name, default, components) in SHARED {
            let here = prosody.variable(name);
            for component in components {
                let Some(service) = docker.service(component) else { continue };
                let there = service.variable(name);
                if !is_other(&here, default) && !is_other(&there, default) {
                    continue;
                }
                let (Some(one), Some(other)) = (text(&here, default, sink), text(&there, default, sink))
                else {
                    continue;
                };
                if same_domain(&one, &other) {
                    continue;
                }
                let place = if there.is_set() { there.place() } else { None };
                let place = place.unwrap_or(service.place());
                if let Some(reason) = docker.incomplete() {
                    sink.cannot_tell(reason, Some(place));
                    continue;
                }
                let finding = Finding::new(Problem {
                    place,
                    label: format!("for this service {name} is `{other}`"),
                    message: "no meeting can begin: the services do not agree on the names of their hosts"
                        .into(),
                    effect: format!(
                        "Each container makes its configuration of its own variables. Prosody works with `{one}`, and `{}` looks for \
                         `{other}`, which Prosody does not have.",
                        service.name()
                    ),
                    help: format!(
                        "Hand {name} on to both services with one value: `- {name}` below `environment:` of each, and the value in .env. \
                         Then run `docker compose up -d`."
                    ),
                });
                let finding =
                    finding.about(name).related_opt(here.place(), format!("for Prosody it is `{one}`"));
                sink.report(finding);
            }
        }
    }
}

fn is_other(fact: &Fact<String>, default: &str) -> bool {
    match fact {
        Fact::Known(value, _) => !value.is_empty() && !same_domain(value, default),
        Fact::Unknown(..) => true,
        Fact::Absent(_) => false,
    }
}

fn text(fact: &Fact<String>, default: &str, sink: &mut Sink<'_>) -> Option<String> {
    match fact {
        Fact::Absent(_) => Some(default.to_owned()),
        Fact::Known(value, _) if value.is_empty() => Some(default.to_owned()),
        set => sink.known(set).map(|(value, _)| value.clone()),
    }
}

/// A variable, what the images take without it, and the services that must agree on it with Prosody.
const SHARED: [(&str, &str, &[&str]); 4] = [
    ("XMPP_DOMAIN", "meet.jitsi", &["web", "jicofo"]),
    ("XMPP_AUTH_DOMAIN", "auth.meet.jitsi", &["jicofo", "jvb"]),
    ("XMPP_MUC_DOMAIN", "muc.meet.jitsi", &["web"]),
    ("XMPP_INTERNAL_MUC_DOMAIN", "internal-muc.meet.jitsi", &["jicofo", "jvb"]),
];
