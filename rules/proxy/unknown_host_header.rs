//! The Host header that reaches Prosody names no host of it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Prosody, Way};
use crate::value::Reason;

/// See the page.
pub struct UnknownHostHeader;

static META: Meta = Meta {
    id: "proxy/unknown-host-header",
    severity: Severity::Error,
    title: "the web server asks Prosody for a host it does not have",
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
                let Some((front, path)) = site.served(url) else { continue };
                let Way::Forwarded(forward) = front.way(&path, name == "websocket") else { continue };

                if forward.target.as_ref().is_none_or(|target| target.local_ports().is_none()) {
                    continue;
                }
                let place = forward.host_place();
                // Behind another proxy, the name that browsers use may be changed on the way.
                let browsers = match (Address::parse(url).host(), site.web.domain()) {
                    (host, Fact::Known(domain, _)) if host.is_empty() => domain,
                    (host, _) => host,
                };
                let known = if front.has_tls() { Some(browsers.as_str()) } else { None };
                let Some(host) = forward.host(known) else {
                    let reason = format!("{} makes the Host header from something else", front.name());
                    sink.cannot_tell(Reason::new(reason), Some(place));
                    continue;
                };
                if !sink.no(prosody_answers(prosody, &host)) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place,
                    label: format!("Prosody is asked for `{host}`"),
                    message: format!("nobody can connect: Prosody does not know the host that {} asks for", front.name()),
                    effect: format!(
                        "Prosody picks the VirtualHost by the Host header. None is named `{host}`, none has it as \
                         `http_host`, there is no `http_default_host`, and it answers \"Unknown host: {host}\"."
                    ),
                    help: match site.web.domain() {
                        _ if front.nginx().is_none() => {
                            "Write `ProxyPreserveHost on` into the virtual host, so that Prosody gets the name that \
                             browsers use."
                                .into()
                        }
                        Fact::Known(domain, _) => format!("Write `proxy_set_header Host {domain};` in this location."),
                        _ => "Write `proxy_set_header Host` with the name of the main VirtualHost in this location.".into(),
                    },
                });
                let main = site.main().map(|main| main.place);
                sink.report(
                    finding
                        .about(site.subject())
                        .restart_what_reads(deployment, place)
                        .related(origin.span, "browsers connect to this")
                        .related_opt(main, "the main VirtualHost"),
                );
                // The other address most likely has the same mistake; one finding says enough.
                break;
            }
        }
    }
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
