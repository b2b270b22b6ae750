//! The bridge is started without the path of its configuration.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;
use crate::text::Span;
use crate::value::Value;

/// See the page.
pub struct ConfigFileFlagMissing;

static META: Meta = Meta {
    id: "bridge/config-file-flag-missing",
    severity: Severity::Error,
    title: "bridge started without its configuration",
    restart: &[Service::Videobridge],
    follows: &["files/named-file-missing"],
    page: include_str!("config_file_flag_missing.md"),
};

impl Rule for ConfigFileFlagMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let (Some((hocon, _)), Some((file, env))) = (&jvb.layers.hocon, &jvb.layers.env) else { return };
        let entry = env.root.entry("JAVA_SYS_PROPS");
        let named = match entry.map(|entry| &entry.node.value) {
            Some(Value::Str(text)) => Verdict::from_bool(text.contains("-Dconfig.file=")),
            Some(Value::Unknown(reason)) => {
                Verdict::CannotTell(reason.clone(), entry.map(|entry| entry.node.span))
            }
            _ => Verdict::No,
        };
        if !sink.no(named) {
            return;
        }
        let place = entry.map_or(Span::start_of(*file), |entry| entry.key_span);
        let finding = Finding::new(Problem {
            place,
            label: "`JAVA_SYS_PROPS` does not name the configuration".into(),
            message: "meetings of three or more people have no audio and no video: the bridge does not log in".into(),
            effect: "Videobridge reads the file that `-Dconfig.file=` names. Without it the bridge starts with built-in \
                     settings, which know no XMPP server."
                .into(),
            help: "Write `-Dconfig.file=/etc/jitsi/videobridge/jvb.conf` into `JAVA_SYS_PROPS=\"…\"`.".into(),
        });
        sink.report(finding.about("Videobridge").related(Span::start_of(*hocon), "this file is not read"));
    }
}
