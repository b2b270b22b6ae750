//! Browsers connect by BOSH and the main VirtualHost does not load `bosh`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct BoshModuleMissing;

static META: Meta = Meta {
    id: "web/bosh-module-missing",
    severity: Severity::Error,
    title: "`config.bosh` without the module in Prosody",
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
    page: include_str!("bosh_module_missing.md"),
};

impl Rule for BoshModuleMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let modules = prosody.modules(main);
            let url = site.web.text("bosh");
            let Some((_, origin)) = sink.known(&url) else { continue };
            // Browsers take the WebSocket where there is one.
            if !sink.absent(&site.web.text("websocket")) {
                continue;
            }
            if !sink.no(modules.has("bosh")) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: modules.place.unwrap_or(main.place),
                label: "`bosh` is not loaded here".into(),
                message: "nobody can connect: Prosody does not answer at the address that browsers use"
                    .into(),
                effect: format!(
                    "Browsers connect by `config.bosh`. Prosody answers there only with the module `bosh`, which \
                     `{}` does not load; it sends 404.",
                    main.name
                ),
                help: format!("Add `\"bosh\";` to `modules_enabled` of `VirtualHost \"{}\"`.", main.name),
            });
            sink.report(finding.about(site.subject()).related(origin.span, "browsers connect to this"));
        }
    }
}
