//! Browsers connect to a name that no server of nginx or Apache has.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Nginx, Server, alike_domains};
use crate::text::Span;

/// See the page.
pub struct UnservedHost;

static META: Meta = Meta {
    id: "proxy/unserved-host",
    severity: Severity::Warning,
    title: "name that the web server does not serve",
    restart: &[Service::Nginx, Service::Apache],
    follows: &["syntax/javascript-stops-early", "prosody/main-host-missing"],
    page: include_str!("unserved_host.md"),
};

impl Rule for UnservedHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let nginx = deployment.nginx.as_ref();
        let apache = deployment.apache.as_ref();
        let has_tls = nginx.is_some_and(Nginx::has_tls) || apache.is_some_and(|apache| apache.has_tls());
        let lossy = nginx.and_then(Nginx::lossy).or_else(|| apache?.lossy());
        for site in deployment.sites() {
            let Fact::Known(domain, _) = site.web.domain() else { continue };
            for name in ["websocket", "bosh"] {
                let url = site.web.text(name);
                let Some((text, origin)) = sink.known(&url) else { continue };
                let host = Address::parse(text).host();
                if host.is_empty() || !has_tls || deployment.tls_front(&host).is_some() {
                    continue;
                }
                let fault = if host == domain {
                    nginx.and_then(|nginx| without_name(nginx, &host))
                } else {
                    let slip = deployment.tls_front(&domain).is_some() && alike_domains(&domain, &host);
                    slip.then(|| misspelt(name, &host, &domain, origin.span))
                };
                let Some(problem) = fault else { continue };
                let known = lossy
                    .map_or(Verdict::No, |reason| Verdict::CannotTell(reason.clone(), Some(origin.span)));
                if sink.no(known) {
                    let place = problem.place;
                    sink.report(
                        Finding::new(problem)
                            .about(site.subject())
                            .restart_what_reads(deployment, place)
                            .related(origin.span, "browsers connect to this"),
                    );
                }
                break;
            }
        }
    }
}

/// The address in `config.js` has a slip.
fn misspelt(name: &str, host: &str, domain: &str, place: Span) -> Problem {
    Problem {
        place,
        label: format!("this site is `{domain}`"),
        message: "nobody can connect: browsers look for Prosody at another host".into(),
        effect: format!(
            "`{name}` leads to `{host}`. No server of the web server has that name, and most likely no machine."
        ),
        help: format!("Write `{domain}` instead of `{host}`."),
    }
}

/// nginx has no server for the site, but one that is meant for it.
fn without_name(nginx: &Nginx, host: &str) -> Option<Problem> {
    let tls = nginx.servers().filter(|server| server.is_tls()).collect::<Vec<_>>();
    let takes_all = |server: &&Server| {
        server.names.iter().any(|(name, _)| name == "_")
            || server.listens.iter().flatten().any(|word| word.text == "default_server")
    };
    let nearly = tls
        .iter()
        .flat_map(|server| &server.names)
        .filter(|(own, _)| alike_domains(own, host))
        .min_by_key(|(own, _)| own.len().abs_diff(host.len()));
    let place = match (nearly, &tls[..]) {
        (Some((_, span)), _) => *span,
        // A server that is said to answer for every name.
        (None, [only]) if takes_all(only) => return None,
        (None, [only]) => only.place,
        _ => return None,
    };
    Some(Problem {
        place,
        label: format!("browsers ask for `{host}`"),
        message: "the site opens by chance only: its name is not among nginx's".into(),
        effect: format!(
            "No server block has `server_name {host}`. nginx takes the first one that listens on the port: as soon as \
             there is another site, that one answers."
        ),
        help: format!("Write `server_name {host};` in this server."),
    })
}
