//! A connection by WebSocket cannot be resumed without `smacks`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct WebsocketWithoutSmacks;

static META: Meta = Meta {
    id: "web/websocket-without-smacks",
    severity: Severity::Warning,
    title: "WebSocket without `smacks`",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "web/websocket-module-missing",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "syntax/javascript-stops-early",
    ],
    page: include_str!("websocket_without_smacks.md"),
};

impl Rule for WebsocketWithoutSmacks {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(prosody) = site.prosody() else { continue };
            let url = site.web.text("websocket");
            let Some((_, origin)) = sink.known(&url) else { continue };
            for host in [site.main(), site.guest()].into_iter().flatten() {
                let modules = prosody.modules(host);
                if !sink.no(modules.has("smacks")) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: modules.place.unwrap_or(host.place),
                    label: "`smacks` is not loaded here".into(),
                    message: "a short break of the network throws people out of the meeting".into(),
                    effect: format!(
                        "A WebSocket that breaks is resumed by `smacks`. `{}` does not load it, so the web app has to leave \
                         and join again.",
                        host.name
                    ),
                    help: format!(
                        "Add `\"smacks\";` to `modules_enabled` of `VirtualHost \"{}\"`.",
                        host.name
                    ),
                });
                // docker-jitsi-meet left it out for guests until 2024.
                let guests = site.guest().is_some_and(|guest| guest.name == host.name);
                let finding = if guests { finding.severity(Severity::Info) } else { finding };
                sink.report(
                    finding.about(site.subject()).related(origin.span, "browsers connect by WebSocket"),
                );
            }
        }
    }
}
