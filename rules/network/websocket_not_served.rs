//! Something else than Prosody answers at the address of the WebSocket.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct WebsocketNotServed;

static META: Meta = Meta {
    id: "network/websocket-not-served",
    severity: Severity::Error,
    title: "WebSocket address without Prosody behind it",
    restart: &[],
    follows: &["network/config-not-served"],
    page: include_str!("websocket_not_served.md"),
};

impl Rule for WebsocketNotServed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(at) = site.xmpp_address("websocket") else { continue };
            let status = deployment.answer("websocket", &site.subject()).public_status();
            let Some((&status, learnt)) = sink.known(&status) else { continue };
            // 101 is right. The others are not for everybody, or not so often.
            if matches!(status, 101 | 401 | 403 | 429) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: at.span,
                label: format!("answers {status} instead of 101"),
                message: "nobody can join a meeting: the WebSocket on which browsers connect is not opened".into(),
                effect: format!(
                    "Browsers open a WebSocket at `{}` and need the answer 101. The answer to such a request was {status}, so that the connection fails \
                     with \"Unexpected response code: {status}\".",
                    at.address
                ),
                help: match status {
                    502..=504 => "See that Prosody runs (`systemctl status prosody`), and that the web server sends `/xmpp-websocket` to the port of its \
                                  `http_ports`, 5280.",
                    _ => "In the web server, let `location = /xmpp-websocket` lead to `http://127.0.0.1:5280/xmpp-websocket` with HTTP 1.1 and the headers \
                          `Upgrade` and `Connection`; in Prosody, load `websocket` and `smacks` on the main VirtualHost.",
                }
                .into(),
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(site.subject()));
        }
    }
}
