//! The bridge hands out a name of which no web server here knows, while the way to it is here.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Videobridge, Way, alike_domains};

/// See the page.
pub struct WebsocketElsewhere;

static META: Meta = Meta {
    id: "bridge/websocket-elsewhere",
    severity: Severity::Info,
    title: "WebSocket of the bridge under another name",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "syntax/javascript-stops-early", "bridge/websocket-unreachable"],
    page: include_str!("websocket_elsewhere.md"),
};

impl Rule for WebsocketElsewhere {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let mut sites = deployment.sites();
        let (Some(site), None) = (sites.next(), sites.next()) else { return };
        let own = site.subject();
        if !leads_here(deployment, jvb, &own)
            || !matches!(jvb.boolean("videobridge.websockets.enabled").is(|on| *on), Verdict::Yes)
        {
            return;
        }
        let domain = jvb.text("videobridge.websockets.domain");
        let Some((domain, origin)) = sink.known(&domain) else { return };
        let (host, port) = domain.rsplit_once(':').unwrap_or((domain, "443"));
        // A slip of the pen is certain, and another rule's.
        if deployment.tls_front(&host.to_lowercase()).is_some() || alike_domains(&own, host) {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: format!("no server here has this name; the way to this bridge is at `{own}`"),
            message:
                "video quality and the current speaker may not be followed, unless another proxy leads here"
                    .into(),
            effect: format!(
                "Browsers open a WebSocket to `{host}`. The web server of this machine forwards to the bridge for `{own}` and knows \
                 nothing of that name."
            ),
            help: format!("Write `domain = \"{own}:{port}\"`, unless another proxy of that name leads here."),
        });
        let front = deployment.tls_front(&own).map(|front| front.place());
        sink.report(finding.about(own).related_opt(front, "the server that leads to the bridge"));
    }
}

/// Whether the site's server forwards the bridge's WebSockets to the bridge of this machine.
fn leads_here(deployment: &Deployment, jvb: &Videobridge, site: &str) -> bool {
    let id = match jvb.text("videobridge.websockets.server-id") {
        Fact::Known(id, _) => id,
        _ => "default-id".to_owned(),
    };
    let path = format!("/colibri-ws/{id}/0123456789abcdef/abcd");
    let way = deployment.tls_front(site).map(|front| front.way(&path, true));
    let (Some(Way::Forwarded(forward)), Fact::Known(port, _)) =
        (way, jvb.text("videobridge.http-servers.public.port"))
    else {
        return false;
    };
    let ports = forward.target.as_ref().and_then(|target| target.local_ports());
    ports.is_some_and(|ports| ports.iter().any(|own| own.to_string() == port))
}
