//! A `stream` block hands connections to a port of this machine where nobody listens.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Nginx, Turn};
use crate::syntax::directive::Word;

/// See the page.
pub struct StreamTargetClosed;

static META: Meta = Meta {
    id: "proxy/stream-target-closed",
    severity: Severity::Error,
    title: "port of nginx that leads nowhere",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "proxy/port-taken-twice"],
    page: include_str!("stream_target_closed.md"),
};

impl Rule for StreamTargetClosed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        let targets: Vec<(&Word, &Word, &str)> = upstreams(nginx).collect();
        let web = web_ports(nginx);
        let relay = deployment.turn.as_ref().map(relay_ports).unwrap_or_default();
        for (name, address, port) in &targets {
            // Only what the packages and the handbook call so: other names may be other programs.
            let (own, other, is_web) = match name.text.as_str() {
                "web" | "jitsi" | "meet" => (&web, "the sites of nginx listen", true),
                "turn" | "turns" | "coturn" => (&relay, "coturn listens", false),
                _ => continue,
            };
            if own.is_empty() || own.iter().any(|open| open == port) {
                continue;
            }
            if let Some(reason) = nginx.lossy().filter(|_| is_web) {
                sink.cannot_tell(reason.clone(), Some(address.span));
                continue;
            }
            let ports = own.iter().map(|port| format!("`{port}`")).collect::<Vec<_>>().join(", ");
            let finding = Finding::new(Problem {
                place: address.span,
                label: format!("{other} on {ports}"),
                message: match is_web {
                    true => "the site cannot be opened: nginx hands its visitors to a closed port".into(),
                    false => "people behind firewalls have no audio and no video: nginx hands them to a closed port".into(),
                },
                effect: format!(
                    "nginx takes connections in a `stream` block and hands those for `{}` on to port {port} of this machine. There \
                     nobody listens, and nginx closes them (\"connect() failed (111: Connection refused)\").",
                    name.text
                ),
                help: match is_web {
                    true => format!("Write one of {ports} here, or let the site listen there: `listen {port} ssl;`."),
                    false => format!("Write one of {ports} here, or `tls-listening-port={port}` in turnserver.conf."),
                },
            });
            sink.report(finding.related(name.span, "the connections for this name"));
        }
    }
}

/// The servers of this machine in the `upstream` blocks of streams: name, address, port.
fn upstreams(nginx: &Nginx) -> impl Iterator<Item = (&Word, &Word, &str)> {
    nginx.streams().filter(|directive| directive.name.text == "upstream").flat_map(|upstream| {
        let servers = upstream.block.iter().flatten().filter(|directive| directive.name.text == "server");
        servers.filter_map(|server| {
            let address = server.args.first()?;
            let (host, port) = address.text.rsplit_once(':')?;
            let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
            here.then_some((upstream.args.first()?, address, port))
        })
    })
}

fn web_ports(nginx: &Nginx) -> Vec<String> {
    let first = nginx.servers().filter(|server| server.is_tls()).flat_map(|server| &server.listens);
    let mut ports: Vec<String> = first
        .filter_map(|words| words.first())
        .map(|word| word.text.rsplit(':').next().unwrap_or(&word.text).to_owned())
        .filter(|port| port != "80")
        .collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

fn relay_ports(turn: &Turn) -> Vec<String> {
    let ports = ["tls-listening-port", "listening-port", "alt-tls-listening-port", "alt-listening-port"];
    let default = ["5349", "3478", "", ""];
    let open = ports.iter().zip(default).map(|(name, default)| match turn.text(name) {
        Fact::Known(port, _) => port.trim().to_owned(),
        _ => default.to_owned(),
    });
    open.filter(|port| !port.is_empty()).collect()
}
