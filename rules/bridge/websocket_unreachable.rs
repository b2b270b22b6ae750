//! The WebSocket address that the bridge hands out does not lead to the bridge.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Forward, Videobridge, Way, alike_domains, same_domain};
use crate::text::Span;

/// See the page.
pub struct WebsocketUnreachable;

static META: Meta = Meta {
    id: "bridge/websocket-unreachable",
    severity: Severity::Warning,
    title: "bridge behind a closed WebSocket",
    restart: &[Service::Videobridge],
    follows: &[
        "syntax/invalid-hocon",
        "syntax/javascript-stops-early",
        "proxy/unserved-host",
        "proxy/refused-by-nginx",
    ],
    page: include_str!("websocket_unreachable.md"),
};

impl Rule for WebsocketUnreachable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        if !sink.yes(jvb.boolean("videobridge.websockets.enabled").is(|on| *on)) {
            return;
        }
        let on = jvb.boolean("videobridge.websockets.enabled").place();
        let (missing, fault) = match own_fault(jvb, sink) {
            Some((option, fault)) => (Some(option), Some(fault)),
            None => (None, fault_of_front(deployment, jvb, sink)),
        };
        let Some((place, label, help, related)) = fault else { return };
        let finding = Finding::new(Problem {
            place,
            label,
            message: "video quality and the current speaker may not be followed: the bridge's channel is closed".into(),
            effect: "Browsers open a WebSocket to the bridge at the address that it hands out. It does not lead to the bridge, \
                     and only browsers that use SCTP instead have a channel."
                .into(),
            help,
        });
        let finding =
            finding.related_opt(related, "the other side").related_opt(on, "the bridge offers WebSockets");
        sink.report(match missing {
            Some(option) => finding.about(option),
            None => finding,
        });
    }
}

/// Place, what is wrong there, what to do, and the other side.
type Fault = (Span, String, String, Option<Span>);

const PORT: &str = "videobridge.http-servers.public.port";

/// The last name of the option that is missing, and what to say of it.
fn own_fault(jvb: &Videobridge, sink: &mut Sink<'_>) -> Option<(&'static str, Fault)> {
    let domain = jvb.text("videobridge.websockets.domain");
    let (plain, tls) = (jvb.text(PORT), jvb.text("videobridge.http-servers.public.tls-port"));
    let lists = jvb.layers.hocon_value("videobridge.websockets.domains");
    if sink.absent(&domain) && sink.absent(&lists) {
        let help = "Write `domain = \"…:443\"` with the site's name in `videobridge.websockets`.".to_owned();
        return Some(("domain", (domain.place()?, "`domain` is missing".to_owned(), help, None)));
    }
    if sink.absent(&plain) && sink.absent(&tls) {
        let help = "Write `videobridge.http-servers.public.port = 9090`.".to_owned();
        return Some(("port", (plain.place()?, "no port is open for WebSockets".to_owned(), help, None)));
    }
    None
}

fn fault_of_front(deployment: &Deployment, jvb: &Videobridge, sink: &mut Sink<'_>) -> Option<Fault> {
    if deployment.nginx.is_none() && deployment.apache.is_none() {
        return None;
    }
    let domain = jvb.text("videobridge.websockets.domain");
    let (domain, at) = sink.known(&domain)?;
    let (host, port) = domain.rsplit_once(':').unwrap_or((domain, "443"));
    let sites: Vec<String> =
        deployment.sites().map(|site| site.subject()).filter(|subject| !subject.is_empty()).collect();
    let Some(front) = deployment.tls_front(&host.to_lowercase()) else {
        // Another name may be another machine; one that is nearly the site's is a slip. The site's own is right.
        let own = sites.iter().any(|subject| same_domain(subject, host));
        let meant = sites.iter().find(|subject| !own && alike_domains(subject, host))?;
        let help = format!("Write `domain = \"{meant}:{port}\"`.");
        return Some((at.span, format!("the web server serves `{meant}`"), help, None));
    };
    if !front.listens(port) && front.listens("443") {
        let help = format!("Write `domain = \"{host}:443\"`.");
        let label = format!("{} does not listen on port {port} for this name", front.name());
        return Some((at.span, label, help, Some(front.place())));
    }
    let id = match jvb.text("videobridge.websockets.server-id") {
        Fact::Known(id, _) => id,
        Fact::Absent(_) => "default-id".to_owned(),
        Fact::Unknown(reason, origin) => {
            sink.cannot_tell(reason, Some(origin.span));
            return None;
        }
    };
    match front.way(&format!("/colibri-ws/{id}/0123456789abcdef/abcd"), true) {
        Way::Forwarded(forward) => port_fault(deployment, jvb, &forward),
        Way::Unknown(reason, span) => {
            sink.cannot_tell(reason, Some(span));
            None
        }
        Way::File(_) | Way::Other => {
            if let Some(reason) = front.lossy() {
                sink.cannot_tell(reason, Some(front.place()));
                return None;
            }
            let mut locations = front.nginx().into_iter().flat_map(|(_, server)| &server.locations);
            let written = locations.find(|location| location.pattern.contains("colibri"));
            let place = written.map_or(front.place(), |location| location.place);
            let (entry, before) =
                (front.of("location", "`ProxyPass`"), front.of("pattern for rooms", "other paths"));
            let help = format!(
                "Add a {entry} for `/colibri-ws/{id}/` that forwards to the bridge, before the {before}."
            );
            Some((place, format!("does not take `/colibri-ws/{id}/…`"), help, Some(at.span)))
        }
    }
}

fn port_fault(deployment: &Deployment, jvb: &Videobridge, forward: &Forward<'_>) -> Option<Fault> {
    let Fact::Known(port, own) = jvb.text(PORT) else { return None };
    let word = forward.address;
    let target = forward.target.as_ref()?;
    let ports = target.local_ports()?;
    let path = word.text.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    if path.is_some_and(|path| !path.starts_with("/colibri-ws/") && !path.starts_with('$') && path != "/") {
        let help = "Write `/colibri-ws/` and the bridge's id behind the host.".to_owned();
        let label = "the bridge answers below `/colibri-ws/` only".to_owned();
        return Some((word.span, label, help, Some(forward.place)));
    }
    if ports.iter().any(|own| own.to_string() == port) {
        return None;
    }
    let upstream = deployment.nginx.as_ref().and_then(|nginx| nginx.upstream_place(&target.host));
    let help = format!("Write port {port} here, or change the bridge's `public.port`.");
    Some((upstream.unwrap_or(word.span), format!("the bridge listens on port {port}"), help, Some(own.span)))
}
