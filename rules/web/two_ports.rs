//! `bosh` and `websocket` name one host with two ports.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct TwoPorts;

static META: Meta = Meta {
    id: "web/two-ports",
    severity: Severity::Warning,
    title: "two ports for one site",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("two_ports.md"),
};

impl Rule for TwoPorts {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (bosh, socket) = (site.web.text("bosh"), site.web.text("websocket"));
            if !bosh.is_set() || !socket.is_set() {
                continue;
            }
            let (Some((bosh, one)), Some((socket, other))) = (sink.known(&bosh), sink.known(&socket)) else {
                continue;
            };
            let (first, second) = (Address::parse(bosh), Address::parse(socket));
            if first.host().is_empty() || first.host() != second.host() {
                continue;
            }
            let (Some(port), Some(rival)) = (port(&first), port(&second)) else { continue };
            // Each may be right only if the web server answers at both.
            let front = deployment.tls_front(&first.host());
            if port == rival || front.is_some_and(|front| front.listens(&port) && front.listens(&rival)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: other.span,
                label: format!("port {rival}, while `bosh` has {port}"),
                message: "joining may hang: config.js names two ports for one site".into(),
                effect: "The web app tries `websocket` first and may fall back to `bosh`. The site moved to another port, and one of the two \
                         addresses was left behind."
                    .into(),
                help: "Write the port that people type into both addresses; 443 needs none.".into(),
            });
            sink.report(finding.about(site.subject()).related(one.span, "the other address"));
        }
    }
}

/// The port, if the address is encrypted.
fn port(address: &Address<'_>) -> Option<String> {
    let written = address.authority.rsplit_once(':').map(|(_, port)| port.to_owned());
    matches!(address.scheme, "https" | "wss" | "").then(|| written.unwrap_or_else(|| "443".to_owned()))
}
