//! nginx hands out another `config.js` than the one that is named after the site.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Location, Nginx, Server};
use crate::syntax::directive::Word;

/// See the page.
pub struct OtherConfigFile;

static META: Meta = Meta {
    id: "proxy/other-config-file",
    severity: Severity::Warning,
    title: "config.js that nobody gets",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "proxy/unserved-host", "files/named-file-missing"],
    page: include_str!("other_config_file.md"),
};

impl Rule for OtherConfigFile {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        let path = |file| format!("/{}", deployment.sources.path(file).trim_start_matches('/'));
        for site in deployment.sites() {
            let Fact::Known(domain, _) = site.web.domain() else { continue };
            let Some((_, server)) = site.front(&domain).and_then(|front| front.nginx()) else { continue };
            let own = path(site.web.file);
            // A file of another name than the site's may be a copy that is kept on purpose.
            if !own.ends_with(&format!("/{domain}-config.js")) || is_served(nginx, &own) {
                continue;
            }
            let Some(alias) = server.taken_by("/config.js").and_then(alias) else { continue };
            if alias.text.contains('$') || !deployment.webs.iter().any(|web| path(web.file) == alias.text) {
                continue;
            }
            if let Some(reason) = nginx.lossy() {
                sink.cannot_tell(reason.clone(), Some(alias.span));
                continue;
            }
            let finding = Finding::new(Problem {
                place: alias.span,
                label: format!("not `{own}`"),
                message: format!("what is written in `{own}` has no effect: nobody gets this file"),
                effect: format!(
                    "Browsers ask for `/config.js`, and for `{domain}` nginx answers with `{}`. The file that is named after the site \
                     is in no location.",
                    alias.text
                ),
                help: format!("Write `alias {own};` here, or remove that file if the other one is right."),
            });
            let start = crate::text::Span::start_of(site.web.file);
            sink.report(
                finding
                    .about(site.subject())
                    .related(start, "nobody gets this")
                    .related(server.place, "the server of the site"),
            );
        }
    }
}

fn alias(location: &Location) -> Option<&Word> {
    location.directive("alias")?.args.first()
}

/// Whether any location may answer with this file.
fn is_served(nginx: &Nginx, path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let may = |location: &Location| {
        alias(location)
            .is_some_and(|alias| alias.text == path || alias.text.contains('$') || alias.text.ends_with('/'))
            || location
                .directives
                .iter()
                .any(|directive| directive.args.iter().any(|word| word.text.contains(file)))
    };
    nginx.servers().flat_map(|server: &Server| &server.locations).any(may)
}
