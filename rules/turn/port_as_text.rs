//! Prosody takes only numbers as ports in `external_services`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct PortAsText;

static META: Meta = Meta {
    id: "turn/port-as-text",
    severity: Severity::Error,
    title: "port of a TURN server as a text",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("port_as_text.md"),
};

impl Rule for PortAsText {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            for port in services.iter().filter_map(|entry| entry.get("port")) {
                let Some(text) = port.as_str() else {
                    if let crate::value::Value::Unknown(reason) = &port.value {
                        sink.cannot_tell(reason.clone(), Some(port.span));
                    }
                    continue;
                };
                let finding = Finding::new(Problem {
                    place: port.span,
                    label: "a text, not a number".into(),
                    message: "people behind firewalls get no audio and no video: the relay is announced with another port".into(),
                    effect: "Prosody ignores a port in quotes (\"Service missing recommended 'port' field\") and announces \
                             the service without one. Browsers then try the usual port."
                        .into(),
                    help: match text.parse::<u16>() {
                        Ok(number) => format!("Write `port = {number}`, without quotes."),
                        Err(_) => "Write the number of the port, without quotes.".into(),
                    },
                });
                sink.report(finding.about(site.subject()));
            }
        }
    }
}
