//! An option that some release does not read any more.

use super::services;
use crate::catalogue::{Setting, release_number};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Layers, What};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct RemovedOption;

static META: Meta = Meta {
    id: "options/removed-option",
    severity: Severity::Warning,
    title: "option that was removed",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("removed_option.md"),
};

impl Rule for RemovedOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let release = deployment.jitsi_release();
        for (service, layers) in services(deployment) {
            for (name, place, setting) in removed(layers) {
                let Some(until) = setting.until else { continue };
                let since = until.strip_prefix("stable-");
                let installed = release.zip(release_number(until));
                if installed.is_some_and(|(release, until)| release < until)
                    || installed.is_none() && WRITTEN_BY_OLD_IMAGES.contains(&setting.name)
                {
                    continue;
                }
                let when = match since {
                    Some(number) => format!("since release 2.0.{number}"),
                    None => format!("since {until}"),
                };
                let doubt = match installed {
                    Some(_) => "",
                    None => " Whether yours is older depends on the version, which is not known here.",
                };
                let finding = Finding::new(Problem {
                    place,
                    label: format!("{service} does not read this {when}"),
                    message: format!("the setting `{name}` does nothing"),
                    effect: format!("{service} has had no such option {when}. It passes over the name and says nothing.{doubt}"),
                    help: match (setting.replaced_by, setting.note) {
                        (Some(other), _) => format!("Set `{other}` in the `.conf` file instead, if you still need it."),
                        (None, Some(note)) => format!("Remove it. {note}"),
                        (None, None) => "Remove it; nothing stands for it.".into(),
                    },
                })
                .restart_what_reads(deployment, place);
                sink.report(match installed {
                    Some(_) => finding,
                    None => finding.severity(Severity::Info),
                });
            }
        }
    }
}

fn removed(layers: &Layers) -> Vec<(String, Span, &'static Setting)> {
    let mut found = Vec::new();
    for written in layers.written() {
        if let What::Option(setting) = written.what
            && !is_harmless(setting, &written.entry.node)
        {
            found.push((written.path.clone(), written.entry.key_span, setting));
        }
    }
    for property in layers.properties() {
        if let Some(setting) = property.old
            && !is_harmless(setting, &property.entry.node)
        {
            found.push((property.entry.key.clone(), property.entry.key_span, setting));
        }
    }
    found
}

/// What says no more than what happens anyway: the old default, and lines that packages and images write.
fn is_harmless(setting: &Setting, node: &Node) -> bool {
    let text = match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Str(text) => Some(text.clone()),
        _ => None,
    };
    text.is_some() && text.as_deref() == setting.default || WRITTEN_BY_PACKAGES.contains(&setting.name)
}

const WRITTEN_BY_PACKAGES: [&str; 9] = [
    "jicofo.conference.enable-multi-stream-backward-compat",
    "org.jitsi.videobridge.DISABLE_TCP_HARVESTER",
    "org.jitsi.videobridge.ENABLE_STATISTICS",
    "org.jitsi.videobridge.STATISTICS_INTERVAL",
    "org.jitsi.videobridge.STATISTICS_TRANSPORT",
    "videobridge.ice.tcp.ssltcp",
    "videobridge.sctp.use-usrsctp",
    "videobridge.stats.enabled",
    "videobridge.stats.transports",
];

/// What old images of Docker write, whose release no list of packages tells.
const WRITTEN_BY_OLD_IMAGES: [&str; 7] = [
    "jicofo.authentication.logout-url",
    "jicofo.octo.id",
    "videobridge.ice.tcp.enabled",
    "videobridge.ice.tcp.port",
    "videobridge.octo.bind-address",
    "videobridge.octo.bind-port",
    "videobridge.octo.public-address",
];
