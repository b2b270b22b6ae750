//! nginx forwards to a port on which Prosody does not listen.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Prosody, Route, Target, Texts};
use crate::value::Reason;

/// See the page.
pub struct ProsodyPortMismatch;

static META: Meta = Meta {
    id: "proxy/prosody-port-mismatch",
    severity: Severity::Error,
    title: "nginx asks Prosody at another port",
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
                let Some((nginx, server, path)) = site.served(url) else { continue };
                let Route::Proxied(location, pass) = server.route(&path) else { continue };

                let Some(target) = nginx.target(pass) else {
                    let reason = Reason::new("nginx makes the address from a variable");
                    sink.cannot_tell(reason, Some(pass.span));
                    continue;
                };
                let Some(ports) = target.local_ports() else { continue };
                let Some((option, open)) = open_ports(prosody, &target, sink) else { continue };
                let Some(port) = ports.iter().find(|port| !open.contains(&port.to_string())) else {
                    continue;
                };
                let finding = Finding::new(Problem {
                    place: pass.args.first().map_or(pass.span, |word| word.span),
                    label: format!("leads to port {port} of this machine"),
                    message: "nobody can connect: nginx asks at a port where Prosody does not listen".into(),
                    effect: format!(
                        "Prosody listens for `{}` on {} (`{option}`). nginx gets no answer from it and sends \
                         \"502 Bad Gateway\" to the browser.",
                        target.scheme,
                        if open.is_empty() {
                            "no port".to_owned()
                        } else {
                            format!("port {}", open.join(" and "))
                        },
                    ),
                    help: format!(
                        "Write the right port here, or set `{option} = {{ {port} }}` above the first VirtualHost in Prosody's configuration."
                    ),
                });
                let ports_at = prosody.global_option(option);
                let place = ports_at.is_set().then(|| ports_at.place()).flatten();
                sink.report(
                    finding
                        .about(site.subject())
                        .related(origin.span, format!("`{name}` leads to `{}`", location.pattern))
                        .related_opt(nginx.upstream_place(&target.host), "the port is written here")
                        .related_opt(place, "Prosody's ports"),
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
