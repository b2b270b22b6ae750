//! Browsers connect to a name that no server of nginx or Apache has.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Nginx, Server, Site, Way, alike_domains};
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
                if fault.is_none()
                    && host != domain
                    && is_used(&site, name)
                    && answers_here(&site, &domain, name)
                {
                    sink.report(elsewhere(name, &host, &domain, origin.span).about(site.subject()));
                    break;
                }
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

/// Whether browsers take this one of the two ways.
fn is_used(site: &Site<'_>, name: &str) -> bool {
    let prefers_bosh = site.web.truthy("preferBosh").is(|prefer| *prefer).is_yes();
    (name == "bosh") == (prefers_bosh || !site.web.value("websocket").is_set())
}

/// Whether this machine has all that the way needs: the site, the location, and the VirtualHost.
fn answers_here(site: &Site<'_>, domain: &str, name: &str) -> bool {
    let path = if name == "bosh" { "/http-bind" } else { "/xmpp-websocket" };
    let way = site.deployment.tls_front(domain).map(|front| front.way(path, name == "websocket"));
    let here = matches!(&way, Some(Way::Forwarded(forward)) if forward.target.as_ref().is_some_and(|to| to.local_ports().is_some()));
    here && site.main().is_some()
}

/// Everything is here, and the address leads to a name of which nothing here knows. Another proxy may know it.
fn elsewhere(name: &str, host: &str, domain: &str, place: Span) -> Finding {
    let problem = Problem {
        place,
        label: format!("no server here has this name; this site is `{domain}`"),
        message: "nobody can connect, unless another proxy brings these requests here".into(),
        effect: format!(
            "`{name}` leads browsers to `{host}`. The web server and the Prosody of this machine are set up for `{domain}`, and know \
             nothing of that name."
        ),
        help: format!("Write `{domain}` instead of `{host}` if the site is opened by that name."),
    };
    Finding::new(problem).severity(Severity::Info)
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
