//! The Host header that reaches Prosody names no host of it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Prosody, Route, Server, Target};
use crate::value::Reason;

/// See the page.
pub struct UnknownHostHeader;

static META: Meta = Meta {
    id: "proxy/unknown-host-header",
    severity: Severity::Error,
    title: "nginx asks Prosody for a host it does not have",
    restart: &[Service::Nginx],
    follows: &[
        "prosody/main-host-missing",
        "syntax/javascript-stops-early",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
    ],
    page: include_str!("unknown_host_header.md"),
};

impl Rule for UnknownHostHeader {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(prosody) = site.prosody() else { continue };
            for name in ["websocket", "bosh"] {
                let url = site.web.text(name);
                let Fact::Known(url, origin) = &url else { continue };
                let Some((nginx, server, path)) = site.served(url) else { continue };
                let Route::Proxied(location, pass) = server.route(&path) else { continue };

                let Some(target) = nginx.target(pass).filter(|target| target.local_ports().is_some()) else {
                    continue;
                };
                let header = server.proxy_header(location, "Host");
                let place = header.map_or(location.place, |word| word.span);
                let sent = header.map_or("$proxy_host", |word| word.text.as_str());
                // Behind another proxy, the name that browsers use may be changed on the way.
                let browsers = match (Address::parse(url).host(), site.web.domain()) {
                    (host, Fact::Known(domain, _)) if host.is_empty() => domain,
                    (host, _) => host,
                };
                let known = if nginx.has_tls() { Some(browsers.as_str()) } else { None };
                let Some(host) = header_value(sent, known, server, &target) else {
                    sink.cannot_tell(Reason::new("nginx makes the Host header from a variable"), Some(place));
                    continue;
                };
                if !sink.no(prosody_answers(prosody, &host)) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place,
                    label: format!("Prosody is asked for `{host}`"),
                    message: "nobody can connect: Prosody does not know the host that nginx asks for".into(),
                    effect: format!(
                        "Prosody picks the VirtualHost by the Host header. None is named `{host}`, none has it as \
                         `http_host`, there is no `http_default_host`, and it answers \"Unknown host: {host}\"."
                    ),
                    help: match site.web.domain() {
                        Fact::Known(domain, _) => format!("Write `proxy_set_header Host {domain};` in this location."),
                        _ => "Write `proxy_set_header Host` with the name of the main VirtualHost in this location.".into(),
                    },
                });
                let main = site.main().map(|main| main.place);
                sink.report(
                    finding
                        .about(site.subject())
                        .related(origin.span, "browsers connect to this")
                        .related_opt(main, "the main VirtualHost"),
                );
                // The other address most likely has the same mistake; one finding says enough.
                break;
            }
        }
    }
}

/// The name in the header, without its port. `None` when it depends on something else.
fn header_value(sent: &str, browsers: Option<&str>, server: &Server, target: &Target) -> Option<String> {
    let name = sent.split(':').next().unwrap_or(sent);
    let value = match name {
        "$http_host" | "$host" if !browsers?.is_empty() => browsers?.to_owned(),
        "$server_name" => server.names.first()?.0.clone(),
        "$proxy_host" => Address::parse(&target.host).host(),
        _ => name.to_owned(),
    };
    (!value.contains('$')).then_some(value)
}

/// Whether Prosody takes requests for this name.
fn prosody_answers(prosody: &Prosody, name: &str) -> Verdict {
    let mut verdict = prosody.host(name).exists().or(prosody.global_option("http_default_host").is(|_| true));
    if matches!(verdict, Verdict::Yes) {
        return verdict;
    }
    for host in prosody.hosts() {
        verdict = verdict.or(prosody.text(host, "http_host").is(|own| own.eq_ignore_ascii_case(name)));
    }
    verdict
}
