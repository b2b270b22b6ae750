//! nginx sends files of the site from its own default directory, because no root is in force.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, LocationMatch, Nginx, Server};

/// See the page.
pub struct RootMissing;

static META: Meta = Meta {
    id: "proxy/root-missing",
    severity: Severity::Error,
    title: "nginx without the directory of the site",
    restart: &[Service::Nginx],
    follows: &["files/named-file-missing"],
    page: include_str!("root_missing.md"),
};

impl Rule for RootMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        for site in deployment.sites() {
            let Fact::Known(domain, _) = site.web.domain() else { continue };
            let Some((_, server)) = site.front(&domain).and_then(|front| front.nginx()) else { continue };
            // What forwards everything needs no directory.
            let answers = matches!(server.location("/"), LocationMatch::Found(_));
            if server.directive("root").is_none() && !answers {
                report(nginx, server, server.place, true, &site.subject(), sink);
            }
        }
        for server in nginx.servers() {
            let challenge = match server.location("/.well-known/acme-challenge/x") {
                LocationMatch::Found(location) if location.pattern.contains("acme-challenge") => location,
                _ => continue,
            };
            let own = ["root", "alias", "proxy_pass", "return", "rewrite", "try_files"];
            if own.iter().all(|name| challenge.directive(name).is_none())
                && server.directive("root").is_none()
            {
                report(nginx, server, challenge.place, false, "", sink);
            }
        }
    }
}

fn report(
    nginx: &Nginx,
    server: &Server,
    place: crate::text::Span,
    whole: bool,
    subject: &str,
    sink: &mut Sink<'_>,
) {
    if let Some(reason) = nginx.lossy() {
        return sink.cannot_tell(reason.clone(), Some(place));
    }
    let finding = Finding::new(Problem {
        place,
        label: "no `root` is in force here".into(),
        message: match whole {
            true => "the site cannot be opened: nginx looks for it in another directory".into(),
            false => "the certificate cannot be renewed: nginx looks for the challenge in another directory".into(),
        },
        effect: "Without `root` nginx takes the directory `html` beside its own files, where nothing of this site is, and \
                 answers \"404 Not Found\"."
            .into(),
        help: "Write `root /usr/share/jitsi-meet;` here.".into(),
    });
    let finding = finding.related(server.place, "the server");
    let finding = if whole { finding } else { finding.severity(Severity::Warning) };
    sink.report(if subject.is_empty() { finding } else { finding.about(subject) });
}
