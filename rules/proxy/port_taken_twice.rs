//! A `stream` server and a web server of nginx want the same port.

use std::collections::BTreeMap;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::syntax::directive::Word;

/// See the page.
pub struct PortTakenTwice;

static META: Meta = Meta {
    id: "proxy/port-taken-twice",
    severity: Severity::Error,
    title: "port of nginx taken twice",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx"],
    page: include_str!("port_taken_twice.md"),
};

impl Rule for PortTakenTwice {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        let mut of_streams: BTreeMap<String, (&Word, bool)> = BTreeMap::new();
        for listen in nginx.stream_listens() {
            let Some(first) = listen.args.first() else { continue };
            if listen.args.iter().any(|word| word.text == "udp") {
                continue;
            }
            if let Some(socket) = socket(&first.text) {
                // Linux lets several sockets share a port that all of them want to share.
                let shares = listen.args.iter().any(|word| word.text == "reuseport");
                of_streams.entry(socket).or_insert((first, shares));
            }
        }
        for server in nginx.servers() {
            for words in &server.listens {
                // QUIC listens on UDP.
                let Some(first) = words.first().filter(|_| words.iter().all(|word| word.text != "quic"))
                else {
                    continue;
                };
                let Some((stream, shares)) = socket(&first.text).and_then(|socket| of_streams.get(&socket))
                else {
                    continue;
                };
                let finding = Finding::new(Problem {
                    place: stream.span,
                    label: "a web server listens on the same port".into(),
                    message: "nginx does not start: two of its parts want the same port".into(),
                    effect: format!(
                        "The `stream` block and a `server` of the `http` block both listen on `{}`. After a restart nginx \
                         says \"bind() … failed (98: Address already in use)\", and no site of this machine answers.",
                        first.text
                    ),
                    help: "Remove the file with the `stream` block if it was made for coturn (old packages wrote it to \
                           `modules-enabled/60-jitsi-meet.conf`), or let the web server listen on another port behind it, \
                           as `listen 4444 ssl;`."
                        .into(),
                });
                // One such file stops everything: further servers say nothing new.
                let finding = finding.related(first.span, "the web server");
                sink.report(finding.stops(if *shares { &[] } else { &[Service::Nginx] }));
            }
        }
    }
}

/// The address and port of a `listen`, in one way of writing. `None` for what is no port.
fn socket(text: &str) -> Option<String> {
    if text.starts_with("unix:") {
        return None;
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => ("*", text),
        // An address alone means port 80.
        _ => (text, "80"),
    };
    let host = if host == "0.0.0.0" { "*" } else { host };
    port.parse::<u16>().ok().map(|port| format!("{host}:{port}"))
}
