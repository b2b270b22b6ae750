//! A service looks for Prosody under a name that Prosody's container does not have.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct UnknownServerName;

static META: Meta = Meta {
    id: "docker/unknown-server-name",
    severity: Severity::Error,
    title: "name of Prosody that no container has",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("unknown_server_name.md"),
};

impl Rule for UnknownServerName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let mut servers = docker.services().filter(|service| service.component() == "prosody");
        let (Some(prosody), None) = (servers.next(), servers.next()) else { return };
        for component in ["jicofo", "jvb"] {
            let Some(service) = docker.service(component) else { continue };
            let server = service.variable("XMPP_SERVER");
            let name = match &server {
                Fact::Known(name, _) if !name.is_empty() => name.clone(),
                Fact::Unknown(..) => {
                    sink.known(&server);
                    continue;
                }
                _ => "xmpp.meet.jitsi".to_owned(),
            };
            let name = name.split(':').next().unwrap_or_default();
            // Any other name may be one of DNS, and several are of several machines.
            if name.contains(',') || (name.contains('.') && !name.ends_with(".meet.jitsi")) {
                continue;
            }
            let unreachable = prosody.answers_to(name).negate();
            if matches!(unreachable, Verdict::No) {
                continue;
            }
            let place = if server.is_set() { server.place() } else { None }.unwrap_or(prosody.place());
            if let Some(reason) = docker.incomplete() {
                sink.cannot_tell(reason, Some(place));
                continue;
            }
            if !sink.yes(unreachable) {
                continue;
            }
            let finding = Finding::new(Problem {
                place,
                label: format!(
                    "`{}` looks for `{name}`, which is no name of `{}`",
                    service.name(),
                    prosody.name()
                ),
                message: "no meeting can begin: the services do not find Prosody".into(),
                effect: format!(
                    "Containers find each other by the name of the service and by the aliases that it has in their network. `{}` has no \
                     alias `{name}`, so that the name \"could not be resolved\".",
                    prosody.name()
                ),
                help: format!(
                    "Write `aliases: [\"{name}\"]` below the network of `{}`, or set XMPP_SERVER to `{0}`; then run `docker compose up -d`.",
                    prosody.name()
                ),
            });
            sink.report(finding.about("XMPP_SERVER"));
        }
    }
}
