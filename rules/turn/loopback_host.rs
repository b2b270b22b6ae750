//! Browsers are sent to themselves for a relay.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::value::Value;

/// See the page.
pub struct LoopbackHost;

static META: Meta = Meta {
    id: "turn/loopback-host",
    severity: Severity::Error,
    title: "relay at the browser's own machine",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("loopback_host.md"),
};

impl Rule for LoopbackHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            for node in services.iter().filter_map(|entry| entry.get("host")) {
                if let Value::Unknown(reason) = &node.value {
                    sink.cannot_tell(reason.clone(), Some(node.span));
                }
                let Some(host) = node.as_str().filter(|host| is_loopback(host)) else { continue };
                let wanted = site.web_hosts().into_iter().next().unwrap_or_else(|| site.subject());
                let finding = Finding::new(Problem {
                    place: node.span,
                    label: "every browser takes this for its own machine".into(),
                    message: "people behind firewalls get no audio and no video: browsers look for the relay at home".into(),
                    effect: format!(
                        "Prosody passes `external_services` on to the browsers as it is. They ask `{host}`, their own \
                         machine, where no relay is."
                    ),
                    help: format!("Write the name by which browsers reach the relay, such as `host = \"{wanted}\"`."),
                });
                sink.report(finding.about(site.subject()));
            }
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let address = host.parse::<core::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost")
        || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}
