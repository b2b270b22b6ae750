//! Browsers refuse to open `http://` and `ws://` from a page that came by `https://`.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Address, Deployment};

/// See the page.
pub struct InsecureBoshUrl;

static META: Meta = Meta {
    id: "web/insecure-bosh-url",
    severity: Severity::Error,
    title: "connection without TLS from a page with TLS",
    restart: &[],
    follows: &["syntax/javascript-stops-early"],
    page: include_str!("insecure_bosh_url.md"),
};

impl Rule for InsecureBoshUrl {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            if deployment.nginx.is_none() && deployment.apache.is_none() {
                continue;
            }
            let socket = site.web.text("websocket");
            // Browsers take the WebSocket where there is one.
            let (name, url) = match socket.is_set() {
                true => ("websocket", socket),
                false => ("bosh", site.web.text("bosh")),
            };
            let Some((text, origin)) = sink.known(&url) else { continue };
            let address = Address::parse(text);
            if !["http", "ws"].contains(&address.scheme) {
                continue;
            }
            let Some(front) = deployment.tls_front(&address.host()) else { continue };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`{}://` is not encrypted", address.scheme),
                message:
                    "nobody can connect: browsers refuse an unencrypted connection from an encrypted page"
                        .into(),
                effect: format!(
                    "The site is opened by `https://`. From such a page browsers do not open `{}://`, and the web app \
                     never reaches Prosody.",
                    address.scheme
                ),
                help: format!(
                    "Write `{name}: '{}s://{}{}'`.",
                    address.scheme, address.authority, address.path
                ),
            });
            sink.report(finding.about(site.subject()).related(front.place(), "the site speaks TLS"));
        }
    }
}
