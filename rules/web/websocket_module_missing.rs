//! Browsers connect by WebSocket and the main VirtualHost does not load `websocket`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct WebsocketModuleMissing;

static META: Meta = Meta {
    id: "web/websocket-module-missing",
    severity: Severity::Error,
    title: "`config.websocket` without the module in Prosody",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
        "prosody/malformed-module-list",
        "prosody/misspelt-module",
        "syntax/javascript-stops-early",
    ],
    page: include_str!("websocket_module_missing.md"),
};

impl Rule for WebsocketModuleMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            let url = site.web.text("websocket");
            let Some((_, origin)) = sink.known(&url) else { continue };
            if !sink.no(modules.has("websocket")) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: modules.place.unwrap_or(main.place),
                label: "`websocket` is not loaded here".into(),
                message: "nobody can connect: Prosody does not answer at the address that browsers use"
                    .into(),
                effect: format!(
                    "Browsers connect by `config.websocket`. Prosody answers there only with the module `websocket`, which \
                     `{}` does not load; it sends 404.",
                    main.name
                ),
                help: format!(
                    "Add `\"websocket\";` to `modules_enabled` of `VirtualHost \"{}\"`, or remove `websocket` from `config.js` so that browsers use `bosh`.",
                    main.name
                ),
            });
            sink.report(finding.about(site.subject()).related(origin.span, "browsers connect to this"));
        }
    }
}
