//! `PUBLIC_URL` is missing, names the machine itself, or has a path.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct PublicUrlElsewhere;

static META: Meta = Meta {
    id: "docker/public-url-elsewhere",
    severity: Severity::Error,
    title: "public address that is not the site's",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose", "docker/public-url-not-https"],
    page: include_str!("public_url_elsewhere.md"),
};

impl Rule for PublicUrlElsewhere {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let Some(service) = docker.service("web") else { return };
        let fact = docker.setting("PUBLIC_URL");
        let report = |place, (label, effect): (&str, &str), severity, sink: &mut Sink<'_>| {
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: match severity {
                    Severity::Error => "nobody can join a meeting: browsers connect to a path that nothing answers".into(),
                    _ => "only people at this very machine can join a meeting: browsers connect to `localhost`".to_owned(),
                },
                effect: effect.into(),
                help: "Write the address that people type, such as `PUBLIC_URL=https://meet.example.org`, with the port if it is not 443; \
                       then run `docker compose up -d`."
                    .into(),
            });
            sink.report(finding.about("PUBLIC_URL").severity(severity));
        };
        let Fact::Known(url, origin) = &fact else {
            if sink.absent(&fact) {
                match (docker.incomplete(), &docker.dotenv) {
                    (Some(reason), _) => sink.cannot_tell(reason, Some(service.place())),
                    (None, Some(_)) => report(service.place(), NOT_SET, Severity::Warning, sink),
                    (None, None) => {}
                }
            }
            return;
        };
        let address = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let host = host.split(':').next().unwrap_or_default();
        if !path.trim_matches('/').is_empty() {
            report(origin.span, PATH, Severity::Error, sink);
        } else if host.eq_ignore_ascii_case("localhost") || host == "127.0.0.1" {
            report(origin.span, LOCAL, Severity::Warning, sink);
        }
    }
}

const NOT_SET: (&str, &str) = (
    "this service gets no PUBLIC_URL",
    "Without PUBLIC_URL the image takes `https://localhost:8443` for the address of BOSH and WebSocket in config.js.",
);
const LOCAL: (&str, &str) = (
    "this is each browser's own machine",
    "The image makes the addresses of BOSH and WebSocket in config.js of this value.",
);
const PATH: (&str, &str) = (
    "there is a path behind the name",
    "The image makes the addresses of BOSH and WebSocket of this value, with the path. Its web server answers at the top of the site only.",
);
