//! `PUBLIC_URL` begins with `http://`.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct PublicUrlNotHttps;

static META: Meta = Meta {
    id: "docker/public-url-not-https",
    severity: Severity::Error,
    title: "public address without https",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("public_url_not_https.md"),
};

impl Rule for PublicUrlNotHttps {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let Some(service) = docker.service("web") else { return };
        let fact = service.variable("PUBLIC_URL");
        let Some((url, origin)) = sink.known(&fact) else { return };
        if !url.to_ascii_lowercase().starts_with("http://") {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "this begins with http://".into(),
            message: "nobody can join a meeting: browsers are sent to an address that does not exist".into(),
            effect: format!(
                "The image takes `https://` off this value and puts it in front again, so that config.js names \
                 `https://{url}/http-bind`. Browsers also give camera and microphone to https pages only."
            ),
            help: format!(
                "Write `PUBLIC_URL={}` in .env, then run `docker compose up -d`. This is right behind a proxy that does the \
                 https too.",
                url.replacen("http://", "https://", 1)
            ),
        });
        sink.report(finding.about("PUBLIC_URL"));
    }
}
