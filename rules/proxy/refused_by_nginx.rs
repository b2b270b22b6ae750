//! nginx refuses a configuration that lacks a certificate, a server or a variable.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Nginx};
use crate::syntax::nginx::Directive;
use crate::text::Span;

/// See the page.
pub struct RefusedByNginx;

static META: Meta = Meta {
    id: "proxy/refused-by-nginx",
    severity: Severity::Error,
    title: "configuration that nginx refuses",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx"],
    page: include_str!("refused_by_nginx.md"),
};

impl Rule for RefusedByNginx {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(nginx) = &deployment.nginx else { return };
        if let Some(reason) = nginx.lossy() {
            return sink.cannot_tell(reason.clone(), None);
        }
        for (place, label, help, server, certain) in faults(nginx) {
            let finding = Finding::new(Problem {
                place,
                label,
                message: "the site cannot be opened: nginx does not start".into(),
                effect: "nginx reads its whole configuration first and refuses all of it for this. A running nginx goes on \
                         with the old one until it is restarted."
                    .into(),
                help,
            });
            let finding = finding.related_opt(server, "in this server");
            sink.report(finding.stops(if certain { &[Service::Nginx] } else { &[] }));
        }
    }
}

/// Place, what is wrong there, what to do, the server around it, and whether every nginx refuses it.
type Fault = (Span, String, String, Option<Span>, bool);

fn faults(nginx: &Nginx) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, upstream) in nginx.upstreams() {
        let servers = upstream
            .block
            .iter()
            .flatten()
            .any(|inner| ["server", "include"].contains(&inner.name.text.as_str()));
        if !servers {
            faults.push((
                upstream.span,
                "no servers are inside".to_owned(),
                format!(
                    "Write `server 127.0.0.1:` and the port into the braces of `upstream {}`.",
                    name.text
                ),
                None,
                true,
            ));
        }
    }
    let tls = || nginx.servers().filter(|server| server.is_tls());
    // Only the first server of each address must have one, so that one elsewhere may be enough.
    let no_certificate = tls().all(|server| server.directive("ssl_certificate").is_none());
    for server in tls() {
        for name in ["ssl_certificate", "ssl_certificate_key"] {
            if server.directive(name).is_none() && server.directive("ssl_reject_handshake").is_none() {
                let help = format!("Write `{name}` with the path of the file into this server.");
                faults.push((
                    server.place,
                    format!("no `{name}` is in force for this TLS server"),
                    help,
                    None,
                    no_certificate || server.directive("ssl_certificate").is_some(),
                ));
            }
        }
        let mut used = Vec::new();
        collect(server.own_directives(), 0, &mut used);
        let set = |variable: &str| {
            let own = used.iter().any(|directive| directive.name.text == "set" && names(directive, variable));
            let maps = ["map", "geo", "split_clients", "perl_set", "js_set", "js_var"];
            own || nginx.http().any(|it| maps.contains(&it.name.text.as_str()) && names(it, variable))
        };
        for alias in used.iter().filter(|directive| directive.name.text == "alias") {
            let Some(variable) =
                alias.args.first().and_then(|word| word.text.strip_prefix('$').map(|name| (name, word)))
            else {
                continue;
            };
            let (name, word) = variable;
            let plain = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if plain && !BUILT_IN.iter().any(|start| name.starts_with(start)) && !set(name) {
                let help = format!("Write `set ${name}` with the path of the file into this server.");
                // A module may set variables that nobody sees here.
                faults.push((word.span, format!("nothing sets `${name}`"), help, Some(server.place), false));
                break;
            }
        }
    }
    faults
}

/// How the names of nginx's own variables begin that may hold a path.
const BUILT_IN: [&str; 8] = ["document", "realpath", "request", "uri", "host", "http", "server", "arg"];

fn names(directive: &Directive, variable: &str) -> bool {
    directive.args.iter().any(|word| word.text.strip_prefix('$') == Some(variable))
}

fn collect<'d>(directives: &'d [Directive], depth: usize, all: &mut Vec<&'d Directive>) {
    for directive in directives {
        all.push(directive);
        if let Some(block) = directive.block.as_ref().filter(|_| depth < 8) {
            collect(block, depth + 1, all);
        }
    }
}
