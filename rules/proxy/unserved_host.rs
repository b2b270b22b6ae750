//! Browsers connect to a name that no server of nginx has.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, alike_domains};

/// See the page.
pub struct UnservedHost;

static META: Meta = Meta {
    id: "proxy/unserved-host",
    severity: Severity::Warning,
    title: "name that nginx does not serve",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early", "prosody/main-host-missing"],
    page: include_str!("unserved_host.md"),
};

impl Rule for UnservedHost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        for site in deployment.sites() {
            let domain = match site.web.domain() {
                Fact::Known(domain, _) => domain,
                _ => continue,
            };
            let served = |host: &str| nginx.servers().any(|server| server.is_tls() && server.answers(host));
            for name in ["websocket", "bosh"] {
                let url = site.web.text(name);
                let Some((text, origin)) = sink.known(&url) else { continue };
                let host = Address::parse(text).host();
                if host.is_empty() || !nginx.has_tls() || served(&host) {
                    continue;
                }
                let lossy = nginx
                    .lossy()
                    .map_or(Verdict::No, |reason| Verdict::CannotTell(reason.clone(), Some(origin.span)));
                let own = host == domain;
                // Only the server of this config.js is meant, or a name that is nearly one of nginx's.
                let names = nginx.servers().filter(|server| server.is_tls()).flat_map(|server| &server.names);
                let nearly = names
                    .filter(|(own, _)| alike_domains(own, &host))
                    .min_by_key(|(own, _)| own.len().abs_diff(host.len()));
                let slip = !own && served(&domain) && alike_domains(&domain, &host);
                let tls = nginx.servers().filter(|server| server.is_tls()).collect::<Vec<_>>();
                let only = own && tls.len() == 1;
                if !(slip || own && nearly.is_some() || only) || !sink.no(lossy) {
                    continue;
                }
                let place = match (slip, nearly) {
                    (true, _) => origin.span,
                    (false, Some((_, span))) => *span,
                    (false, None) => tls[0].place,
                };
                let finding = Finding::new(Problem {
                    place,
                    label: match slip {
                        true => format!("this site is `{domain}`"),
                        false => format!("browsers ask for `{host}`"),
                    },
                    message: match slip {
                        true => "nobody can connect: browsers look for Prosody at another host".into(),
                        false => "the site opens by chance only: its name is not among nginx's".into(),
                    },
                    effect: match slip {
                        true => format!(
                            "`{name}` leads to `{host}`. No server of nginx has that name, and most likely no machine."
                        ),
                        false => format!(
                            "No server block has `server_name {host}`. nginx takes the first one that listens on the port: as \
                             soon as there is another site, that one answers."
                        ),
                    },
                    help: match slip {
                        true => format!("Write `{domain}` instead of `{host}`."),
                        false => format!("Write `server_name {host};` in this server."),
                    },
                });
                sink.report(finding.about(site.subject()).related(origin.span, "browsers connect to this"));
                break;
            }
        }
    }
}
