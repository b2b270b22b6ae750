//! A header forbids other sites to show meetings in a frame.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, LocationMatch};
use crate::value::Reason;

/// See the page.
pub struct FramingForbidden;

static META: Meta = Meta {
    id: "proxy/framing-forbidden",
    severity: Severity::Info,
    title: "site that no other site may show",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "proxy/refused-by-nginx"],
    page: include_str!("framing_forbidden.md"),
};

impl Rule for FramingForbidden {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Fact::Known(domain, _) = site.web.domain() else { continue };
            let Some((nginx, server)) = site.front(&domain).and_then(|front| front.nginx()) else { continue };
            let headers = match server.location("/room") {
                LocationMatch::Found(location) => server.directives_in(location, "add_header"),
                LocationMatch::None => server.all_directives("add_header"),
                LocationMatch::Unknown(..) => continue,
            };
            for header in headers {
                let [name, value, ..] = header.args.as_slice() else { continue };
                let value_text = value.text.to_ascii_lowercase();
                let forbids = match name.text.to_ascii_lowercase().as_str() {
                    "x-frame-options" => matches!(value_text.as_str(), "deny" | "sameorigin"),
                    "content-security-policy" => value_text.split(';').any(|part| {
                        matches!(part.trim(), "frame-ancestors 'none'" | "frame-ancestors 'self'")
                    }),
                    _ => continue,
                };
                if let (false, true) = (forbids, value.text.contains('$')) {
                    sink.cannot_tell(Reason::new("nginx puts variables into this header"), Some(value.span));
                }
                if !forbids || nginx.lossy().is_some() {
                    continue;
                }
                let finding = Finding::new(Problem {
                    place: header.span,
                    label: format!("`{}` forbids frames", name.text),
                    message: "meetings cannot be shown inside of other sites".into(),
                    effect: "A browser that gets this header leaves a frame on another site blank: \"Refused to display\". Moodle, WordPress, \
                             Element and all else that uses external_api.js show meetings in such a frame."
                        .into(),
                    help: "If nobody embeds meetings, this is right. Else remove the header for this server, or name the sites: \
                           `add_header Content-Security-Policy \"frame-ancestors 'self' https://www.example.org\";`."
                        .into(),
                });
                sink.report(finding.about(site.subject()));
            }
        }
    }
}
