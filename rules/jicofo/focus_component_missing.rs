//! Prosody has no Component that takes requests for Jicofo.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct FocusComponentMissing;

static META: Meta = Meta {
    id: "jicofo/focus-component-missing",
    severity: Severity::Error,
    title: "nobody answers for Jicofo",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked", "prosody/main-host-missing"],
    page: include_str!("focus_component_missing.md"),
};

impl Rule for FocusComponentMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let focus = site.web.focus();
            let Some((name, origin)) = sink.known(&focus) else { continue };
            // Requests may also go over HTTP, and then nobody asks the Component.
            if !sink.no(prosody.host(name).exists())
                || !sink.no(site.web.truthy("conferenceRequestUrl").is(|set| *set))
            {
                continue;
            }
            let own_name = site.web.domain_of("focus").is_set();
            let proxy = prosody
                .components()
                .find(|host| matches!(host.is_component("client_proxy"), crate::fact::Verdict::Yes));
            let help = match proxy {
                Some(host) if own_name => format!(
                    "Write `focus: '{}'`, or remove the line if that is `focus.{}`.",
                    host.name, main.name
                ),
                _ => format!(
                    "Add `Component \"{name}\" \"client_proxy\"` with `target_address = \"focus@auth.{}\"` (Jicofo's own \
                     account) to Prosody's configuration.",
                    main.name
                ),
            };
            let finding = Finding::new(Problem {
                place: if own_name { origin.span } else { main.place },
                label: format!("no Component `{name}` belongs to this domain"),
                message: "no meeting can begin: nobody passes requests on to Jicofo".into(),
                effect: format!(
                    "Before a meeting opens, browsers ask `{name}`. Prosody knows no such Component and answers \
                     \"service-unavailable\"; the browser's console ends with \"Failed to get a successful response, giving \
                     up\"."
                ),
                help,
            })
            .about(&main.name)
            .related_opt(proxy.map(|host| host.place), "this Component passes requests to Jicofo")
            .related_opt(
                deployment.jicofo.as_ref().and_then(|jicofo| jicofo.client_proxy().place()),
                "the name that Jicofo was told",
            );
            sink.report(finding);
        }
    }
}
