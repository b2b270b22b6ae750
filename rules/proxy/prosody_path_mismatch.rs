//! The web server passes requests on to a path that Prosody does not serve.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Address, Deployment, Way};
use crate::value::Reason;

/// See the page.
pub struct ProsodyPathMismatch;

static META: Meta = Meta {
    id: "proxy/prosody-path-mismatch",
    severity: Severity::Error,
    title: "the web server asks Prosody for another path",
    restart: &[Service::Nginx, Service::Apache],
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
                let Some((front, path)) = site.served(url) else { continue };
                let Way::Forwarded(forward) = front.way(&path, name == "websocket") else { continue };
                let word = forward.address;
                // What is written takes the place of the part of the path that the location is for.
                let rest = path.strip_prefix(forward.pattern).unwrap_or_default();
                let asked = match Address::parse(&word.text).path {
                    "" => path.clone(),
                    written => format!("{written}{rest}"),
                };
                // Prosody may serve both under names of one's own.
                let renamed = prosody.option(main, "http_paths").is(|_| true);
                let local = forward.target.as_ref().is_some_and(|target| target.local_ports().is_some());
                if asked.trim_end_matches('/') == wanted || !local || matches!(renamed, Verdict::Yes) {
                    continue;
                }
                if asked.contains('$') {
                    let reason = format!("{} makes the path from a variable", front.name());
                    sink.cannot_tell(Reason::new(reason), Some(word.span));
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
                        _ => format!(
                            "nobody can connect: {} asks Prosody for a page it does not have",
                            front.name()
                        ),
                    },
                    effect: format!(
                        "Prosody serves this at `{wanted}` and answers \"404 Not Found\" to anything else."
                    ),
                    help: format!("Write `{wanted}` behind the host here."),
                });
                sink.report(
                    finding
                        .about(site.subject())
                        .restart_what_reads(deployment, word.span)
                        .related(origin.span, format!("`{name}` leads to `{}`", forward.pattern)),
                );
            }
        }
    }
}
