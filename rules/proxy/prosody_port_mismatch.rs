//! The web server forwards to a port on which Prosody does not listen.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Prosody, Target, Texts, Way};
use crate::value::Reason;

/// See the page.
pub struct ProsodyPortMismatch;

static META: Meta = Meta {
    id: "proxy/prosody-port-mismatch",
    severity: Severity::Error,
    title: "the web server asks Prosody at another port",
    restart: &[Service::Nginx],
    follows: &[
        "syntax/javascript-stops-early",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
    ],
    page: include_str!("prosody_port_mismatch.md"),
};

impl Rule for ProsodyPortMismatch {
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

                let Some(target) = &forward.target else {
                    let reason = Reason::new(front.of(
                        "nginx makes the address from a variable",
                        "Apache takes the address from a variable or a balancer",
                    ));
                    sink.cannot_tell(reason, Some(forward.address.span));
                    continue;
                };
                let Some(ports) = target.local_ports() else { continue };
                let Some((option, open)) = open_ports(prosody, target, sink) else { continue };
                let Some(port) = ports.iter().find(|port| !open.contains(&port.to_string())) else {
                    continue;
                };
                // The port may be written in an `upstream` that the address names.
                let upstream = deployment.nginx.as_ref().and_then(|nginx| nginx.upstream_place(&target.host));
                let place = upstream.unwrap_or(forward.address.span);
                let finding = Finding::new(Problem {
                    place,
                    label: format!("leads to port {port} of this machine"),
                    message: format!(
                        "nobody can connect: {} asks at a port where Prosody does not listen",
                        front.name()
                    ),
                    effect: format!(
                        "Prosody listens for `{}` on {} (`{option}`). {} gets no answer from it and sends \
                         \"{}\" to the browser.",
                        target.scheme,
                        if open.is_empty() {
                            "no port".to_owned()
                        } else {
                            format!("port {}", open.join(" and "))
                        },
                        front.name(),
                        front.of("502 Bad Gateway", "503 Service Unavailable"),
                    ),
                    help: format!(
                        "Write the right port here, or set `{option} = {{ {port} }}` above the first VirtualHost in Prosody's configuration."
                    ),
                });
                let ports_at = prosody.global_option(option);
                let ports_at = ports_at.is_set().then(|| ports_at.place()).flatten();
                sink.report(
                    finding
                        .about(site.subject())
                        .restart_what_reads(deployment, place)
                        .related(origin.span, format!("`{name}` leads to `{}`", forward.pattern))
                        .related_opt(upstream.map(|_| forward.address.span), "the request goes there")
                        .related_opt(ports_at, "Prosody's ports"),
                );
                // The other address most likely has the same mistake; one finding says enough.
                break;
            }
        }
    }
}

/// The option that opens ports for the target's scheme, and these ports. `None` when they are not known.
fn open_ports(
    prosody: &Prosody,
    target: &Target,
    sink: &mut Sink<'_>,
) -> Option<(&'static str, Vec<String>)> {
    let (option, default) = match target.scheme.as_str() {
        "https" => ("https_ports", "5281"),
        _ => ("http_ports", "5280"),
    };
    let fact = prosody.global_option(option);
    if !fact.is_set() {
        return Some((option, vec![default.to_owned()]));
    }
    let (node, _) = sink.known(&fact)?;
    let texts = Texts::from_node(node);
    if let Some((reason, span)) = texts.unknown {
        sink.cannot_tell(reason, Some(span));
        return None;
    }
    Some((option, texts.items.into_iter().map(|item| item.text).collect()))
}
