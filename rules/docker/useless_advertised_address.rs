//! `JVB_ADVERTISE_IPS` holds something that is no address browsers could reach.

use core::net::IpAddr;

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct UselessAdvertisedAddress;

static META: Meta = Meta {
    id: "docker/useless-advertised-address",
    severity: Severity::Error,
    title: "announced address that is none",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose", "docker/blank-in-list"],
    page: include_str!("useless_advertised_address.md"),
};

impl Rule for UselessAdvertisedAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let fact = docker.setting("JVB_ADVERTISE_IPS");
        let Some((list, origin)) = sink.known(&fact) else { return };
        for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let (address, port) =
                item.split_once('#').map_or((item, None), |(address, port)| (address, Some(port)));
            let (what, severity) = match address.parse::<IpAddr>() {
                _ if port.is_some_and(|port| port.parse::<u16>().is_err()) => {
                    ("has no number behind the `#`", Severity::Error)
                }
                Ok(address) if address.is_loopback() => ("is the container for itself", Severity::Error),
                Ok(address) if address.is_unspecified() => ("stands for all addresses", Severity::Error),
                Ok(_) => continue,
                Err(_) if address == "localhost" => ("is the container for itself", Severity::Error),
                // Java asks DNS once, at the start.
                Err(_) if is_name(address) => ("is a name, not an address", Severity::Info),
                Err(_) => ("is no address", Severity::Error),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`{item}` {what}"),
                message: match severity {
                    Severity::Info => "the bridge looks up its public address only once, when it starts".into(),
                    _ => "meetings of three or more people may have no audio and no video: the bridge announces a useless address".into(),
                },
                effect: format!(
                    "The template of jvb.conf makes a mapping of each item, and the bridge tells browsers to send sound and video \
                     there. `{item}` {what}."
                ),
                help: "Write addresses such as `JVB_ADVERTISE_IPS=203.0.113.7`, with `#` and the port if another one than JVB_PORT is \
                       open outside; then run `docker compose up -d`."
                    .into(),
            });
            sink.report(finding.about("JVB_ADVERTISE_IPS").severity(severity));
        }
    }
}

fn is_name(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    text.contains('.') && text.chars().all(letters) && text.chars().any(|c| c.is_ascii_alphabetic())
}
