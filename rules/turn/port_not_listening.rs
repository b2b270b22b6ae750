//! Prosody sends browsers to a port or protocol that coturn does not serve.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Site, Turn};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct PortNotListening;

static META: Meta = Meta {
    id: "turn/port-not-listening",
    severity: Severity::Error,
    title: "TURN server at another port",
    restart: &[Service::Coturn],
    follows: &[
        "turn/missing-credentials",
        "turn/port-as-text",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
    ],
    page: include_str!("port_not_listening.md"),
};

impl Rule for PortNotListening {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(turn) = &deployment.turn else { return };
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let services = prosody.external_services(main);
            let Some((services, _)) = sink.known(&services) else { continue };
            // A port may be led to coturn by nginx, by the name that TLS asks for.
            let streams =
                |port: &str| deployment.nginx.as_ref().is_some_and(|nginx| nginx.has_stream_on(port));
            for entry in services.iter().filter(|entry| is_here(&site, entry)) {
                if let Some(node) = entry.get("port")
                    && let Value::Unknown(reason) = &node.value
                {
                    sink.cannot_tell(reason.clone(), Some(node.span));
                }
                let Some((place, label, own, help)) = fault(turn, entry, &streams) else { continue };
                let finding = Finding::new(Problem {
                    place,
                    label,
                    message: "people behind firewalls get no audio and no video: no relay is at that port".into(),
                    effect: "Browsers get the addresses of relays from Prosody, as `external_services` lists them. coturn on this \
                             machine does not answer there."
                        .into(),
                    help,
                });
                sink.report(finding.about(site.subject()).related_opt(own, "coturn's setting"));
                break;
            }
        }
    }
}

type Fault = (Span, String, Option<Span>, String);

fn fault(turn: &Turn, entry: &Node, streams: &dyn Fn(&str) -> bool) -> Option<Fault> {
    let kind = entry.get("type").and_then(Node::as_str)?;
    let secure = matches!(kind, "turns" | "stuns");
    let ports = ["listening-port", "tls-listening-port", "alt-listening-port", "alt-tls-listening-port"];
    let open: Vec<String> = ports
        .iter()
        .zip(["3478", "5349", "", ""])
        .map(|(name, default)| match turn.text(name) {
            Fact::Known(port, _) => port,
            _ => default.to_owned(),
        })
        .collect();
    let start = Span::start_of(turn.file);
    if secure && (!turn.has("cert") || !turn.has("pkey") || turn.has("no-tls")) {
        let what = if turn.has("no-tls") { "`no-tls` is set" } else { "`cert` and `pkey` are not both set" };
        let set = ["cert", "pkey", "no-tls"].into_iter().find_map(|name| turn.document.root.entry(name));
        let help =
            "Write `cert=` and `pkey=` with the site's certificate and key into turnserver.conf.".to_owned();
        let own = set.map_or(start, |entry| entry.key_span);
        return Some((entry.get("type")?.span, format!("coturn speaks no TLS: {what}"), Some(own), help));
    }
    let node = entry.get("port")?;
    let Value::Int(port) = &node.value else { return None };
    let port = port.to_string();
    if open.contains(&port) || streams(&port) {
        return None;
    }
    let name = if secure { ports[1] } else { ports[0] };
    let own = turn.document.root.entry(name).map(|entry| entry.key_span).unwrap_or(start);
    let wanted = if secure { &open[1] } else { &open[0] };
    let help = format!("Write `port = {wanted}` here, or `{name}={port}` in turnserver.conf.");
    Some((node.span, format!("coturn listens on port {wanted} for this"), Some(own), help))
}

/// Whether the entry means the relay of this machine. Without a host it means the VirtualHost's name.
fn is_here(site: &Site<'_>, entry: &Node) -> bool {
    match entry.get("host").map(Node::as_str) {
        None => true,
        Some(Some(host)) => host.eq_ignore_ascii_case(&site.subject()),
        Some(None) => false,
    }
}
