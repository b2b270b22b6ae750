//! coturn and nginx want the same TCP port of this machine.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::syntax::directive::Word;

/// See the page.
pub struct PortOfWebServer;

static META: Meta = Meta {
    id: "turn/port-of-web-server",
    severity: Severity::Error,
    title: "relay and web server at one port",
    restart: &[Service::Coturn, Service::Nginx],
    follows: &["syntax/invalid-nginx"],
    page: include_str!("port_of_web_server.md"),
};

impl Rule for PortOfWebServer {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(turn), Some(nginx)) = (&deployment.turn, &deployment.nginx) else { return };
        // With addresses of their own both fit on one machine.
        if turn.has("listening-ip") || turn.has("listening-device") {
            return;
        }
        let of_web = nginx.servers().flat_map(|server| &server.listens).map(Vec::as_slice);
        let of_streams = nginx.stream_listens().map(|listen| listen.args.as_slice());
        let listens: Vec<&[Word]> = of_web.chain(of_streams).collect();
        for (name, closed) in PORTS {
            let Fact::Known(port, origin) = turn.text(name) else { continue };
            if turn.has(closed) || name.contains("tls") && !(turn.has("cert") && turn.has("pkey")) {
                continue;
            }
            let Some(listen) = listens.iter().find(|words| takes(words, port.trim())) else { continue };
            let Some(first) = listen.first() else { continue };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("nginx listens on port {port} too"),
                message: "either the site or the relay is gone after a restart: both want one port".into(),
                effect: format!(
                    "coturn and nginx both listen at TCP port {port} of every address of this machine, and only the one that starts \
                     first gets it. nginx then says \"bind() to 0.0.0.0:{port} failed (98: Address already in use)\" and serves nothing."
                ),
                help: format!(
                    "Write `{name}={}` here and the same port in `external_services`, or give coturn an address of its own with \
                     `listening-ip`.",
                    if name.contains("tls") { 5349 } else { 3478 }
                ),
            });
            sink.report(finding.related(first.span, "nginx listens here"));
        }
    }
}

/// Options of coturn, and the flag that closes TCP there.
const PORTS: [(&str, &str); 4] = [
    ("tls-listening-port", "no-tls"),
    ("listening-port", "no-tcp"),
    ("alt-tls-listening-port", "no-tls"),
    ("alt-listening-port", "no-tcp"),
];

/// Whether these words of a `listen` take the TCP port at every address.
fn takes(words: &[Word], port: &str) -> bool {
    let udp = words.iter().any(|word| matches!(word.text.as_str(), "udp" | "quic"));
    let host = words.first().and_then(|first| first.text.strip_suffix(port));
    !udp && host.is_some_and(|host| matches!(host, "" | "*:" | "[::]:" | "0.0.0.0:"))
}
