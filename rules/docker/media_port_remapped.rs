//! Docker opens another port than the one that the bridge announces.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;
use crate::secret::Purpose;
use crate::value::Value;

/// See the page.
pub struct MediaPortRemapped;

static META: Meta = Meta {
    id: "docker/media-port-remapped",
    severity: Severity::Warning,
    title: "port for sound and video that is another one outside",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("media_port_remapped.md"),
};

impl Rule for MediaPortRemapped {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let Some(service) = docker.service("jvb") else { return };
        let port = docker.setting("JVB_PORT");
        let announced = docker.setting("JVB_ADVERTISE_IPS");
        for node in service.list("ports") {
            let Some(map) = node.as_map() else { continue };
            let number = |name: &str| match map.get(name).map(|node| &node.value) {
                Some(Value::Int(number)) => Some(number.to_string()),
                Some(value) => value.text_for(Purpose::Judge).map(str::to_owned),
                None => None,
            };
            let (Some(inside), Some(outside)) = (number("target"), number("published")) else { continue };
            if number("protocol").as_deref() != Some("udp") || inside == outside {
                continue;
            }
            let media = port.effective("10000".to_owned(), |port| *port == inside);
            let told = announced.is(|list| list.contains(&format!("#{outside}")));
            if !sink.yes(media) || !sink.no(told) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: node.span,
                label: format!("outside it is {outside}, and the bridge announces {inside}"),
                message: "meetings of three or more people have no audio and no video".into(),
                effect: format!(
                    "The bridge tells browsers to send sound and video to port {inside}, where it listens itself. Docker takes them at \
                     {outside} only, which nobody is told."
                ),
                help: format!(
                    "Write `JVB_PORT={outside}` in .env and `${{JVB_PORT}}:${{JVB_PORT}}/udp` here, or add `#{outside}` to the address in \
                     JVB_ADVERTISE_IPS; then run `docker compose up -d`."
                ),
            });
            sink.report(finding.about("JVB_PORT"));
        }
    }
}
