//! The services run images of different releases.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::text::Span;

/// See the page.
pub struct MixedReleases;

static META: Meta = Meta {
    id: "docker/mixed-releases",
    severity: Severity::Warning,
    title: "images of different releases",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("mixed_releases.md"),
};

impl Rule for MixedReleases {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let mut first: Option<(u64, &str, Span)> = None;
        for component in ["prosody", "web", "jicofo", "jvb", "jibri", "jigasi"] {
            let Some(service) = docker.service(component) else { continue };
            let (image, tag) = (service.image(), service.tag());
            if !matches!(&image, Fact::Known(image, _) if image.contains("jitsi/")) {
                if let Fact::Unknown(reason, origin) = image {
                    sink.cannot_tell(reason, Some(origin.span));
                }
                continue;
            }
            let Some((tag, origin)) = sink.known(&tag) else { continue };
            let Some(release) = release(tag) else { continue };
            let Some((other, name, place)) = first else {
                first = Some((release, service.name(), origin.span));
                continue;
            };
            if release == other {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("`{}` is of release {release}", service.name()),
                message: "meetings or recordings may fail: the containers are of different releases".into(),
                effect: format!(
                    "The services of Jitsi speak with each other in ways that change between releases, and are tested together only. \
                     `{name}` is of release {other}."
                ),
                help: "Set one release for all: `JITSI_IMAGE_VERSION=` in .env with `${JITSI_IMAGE_VERSION}` as the tag of every image. \
                       Then run `docker compose pull` and `docker compose up -d`."
                    .into(),
            });
            sink.report(
                finding
                    .about("JITSI_IMAGE_VERSION")
                    .related(place, format!("`{name}` is of release {other}")),
            );
        }
    }
}

/// The number of `stable-11146` or `stable-11146-1`.
fn release(tag: &str) -> Option<u64> {
    tag.strip_prefix("stable-")?.split('-').next()?.parse().ok()
}
