//! nginx passes requests on to a path that Prosody does not serve.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Route};
use crate::value::Reason;

/// See the page.
pub struct ProsodyPathMismatch;

static META: Meta = Meta {
    id: "proxy/prosody-path-mismatch",
    severity: Severity::Error,
    title: "nginx asks Prosody for another path",
    restart: &[Service::Nginx],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("prosody_path_mismatch.md"),
};

impl Rule for ProsodyPathMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            for (name, wanted) in [("websocket", "/xmpp-websocket"), ("bosh", "/http-bind")] {
                let url = site.web.text(name);
                let Fact::Known(url, origin) = &url else { continue };
                let Some((nginx, server, path)) = site.served(url) else { continue };
                let Route::Proxied(location, pass) = server.route(&path) else { continue };
                let Some(word) = pass.args.first() else { continue };
                let asked = Address::parse(&word.text).path;
                let asked = if asked.is_empty() { path.as_str() } else { asked };
                // Prosody may serve both under names of one's own.
                let renamed = prosody.option(main, "http_paths").is(|_| true);
                let local = nginx.target(pass).is_some_and(|target| target.local_ports().is_some());
                if asked.trim_end_matches('/') == wanted || !local || matches!(renamed, Verdict::Yes) {
                    continue;
                }
                if asked.contains('$') {
                    sink.cannot_tell(Reason::new("nginx makes the path from a variable"), Some(word.span));
                    continue;
                }
                if !sink.no(renamed) {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: word.span,
                    label: format!("Prosody does not know `{asked}`"),
                    message: match name {
                        "bosh" if site.web.text("websocket").is_set() => {
                            "clients that need HTTP instead of a WebSocket cannot connect".into()
                        }
                        _ => "nobody can connect: nginx asks Prosody for a page it does not have".into(),
                    },
                    effect: format!(
                        "Prosody serves this at `{wanted}` and answers \"404 Not Found\" to anything else."
                    ),
                    help: format!("Write `{wanted}` behind the host in `proxy_pass`."),
                });
                sink.report(
                    finding
                        .about(site.subject())
                        .related(origin.span, format!("`{name}` leads to `{}`", location.pattern)),
                );
            }
        }
    }
}
