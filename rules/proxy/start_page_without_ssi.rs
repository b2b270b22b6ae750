//! nginx sends the start page as it is, without config.js in it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, LocationMatch};
use crate::syntax::directive::Directive;

/// See the page.
pub struct StartPageWithoutSsi;

static META: Meta = Meta {
    id: "proxy/start-page-without-ssi",
    severity: Severity::Error,
    title: "start page of Jitsi Meet without SSI",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "proxy/refused-by-nginx", "syntax/javascript-stops-early"],
    page: include_str!("start_page_without_ssi.md"),
};

impl Rule for StartPageWithoutSsi {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let domain = site.web.domain();
            let Some((domain, _)) = sink.known(&domain) else { continue };
            let Some((nginx, server)) = site.front(domain).and_then(|front| front.nginx()) else { continue };
            let of_package = |root: &&Directive| {
                root.args.first().is_some_and(|path| path.text.trim_end_matches('/').ends_with("/jitsi-meet"))
            };
            let Some(root) = server.directive("root").filter(of_package) else { continue };
            let location = match server.location("/") {
                LocationMatch::Found(location) => Some(location),
                LocationMatch::None => None,
                LocationMatch::Unknown(..) => continue,
            };
            let elsewhere = ["proxy_pass", "rewrite", "return", "alias", "root", "try_files"];
            if location
                .is_some_and(|location| elsewhere.iter().any(|name| location.directive(name).is_some()))
            {
                continue;
            }
            let ssi = match location {
                Some(location) => server.directives_in(location, "ssi").last().copied(),
                None => server.directive("ssi"),
            };
            if ssi.is_some_and(|ssi| ssi.args.first().is_some_and(|word| word.text == "on")) {
                continue;
            }
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(server.place));
                continue;
            }
            let finding = Finding::new(Problem {
                place: ssi.map_or(server.place, |ssi| ssi.span),
                label: "`ssi` is off for this server".into(),
                message: "nobody can use the site: its page stays black".into(),
                effect: "`index.html` contains marks in whose place nginx puts `config.js` and `interface_config.js` (SSI). With `ssi` off \
                         the marks stay, and the page stops with \"config is not defined\"."
                    .into(),
                help: "Write `ssi on;` and `ssi_types application/x-javascript application/javascript;` into this server.".into(),
            });
            sink.report(finding.about(site.subject()).related(root.span, "the page comes from here"));
        }
    }
}
