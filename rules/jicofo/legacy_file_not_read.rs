//! `sip-communicator.properties` holds settings, but the service does not read the file.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct LegacyFileNotRead;

static META: Meta = Meta {
    id: "jicofo/legacy-file-not-read",
    severity: Severity::Warning,
    title: "legacy file that nobody reads",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["bridge/config-file-flag-missing"],
    page: include_str!("legacy_file_not_read.md"),
};

impl Rule for LegacyFileNotRead {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let jicofo = deployment.jicofo.as_ref().map(|it| ("Jicofo", &it.layers));
        let jvb = deployment.jvb.as_ref().map(|it| ("Videobridge", &it.layers));
        for (service, layers) in [jicofo, jvb].into_iter().flatten() {
            let Some((_, document)) = &layers.legacy else { continue };
            let of_jitsi = |key: &str| key.starts_with("org.jitsi.") || key.starts_with("org.ice4j.");
            let Some(entry) = document.root.iter().find(|entry| of_jitsi(&entry.key)) else { continue };
            let reads = layers.reads_legacy();
            if !sink.no(reads) {
                continue;
            }
            let variables = layers.env.as_ref().map(|(file, _)| crate::text::Span::start_of(*file));
            let is_login = document.root.entry("org.jitsi.jicofo.auth.URL").is_some();
            let finding = Finding::new(Problem {
                place: entry.key_span,
                label: "this and all other lines of the file have no effect".into(),
                message: match is_login {
                    true => "everybody can open meetings: the login set in this file is not in effect".into(),
                    false => format!("{service} ignores all settings of its old file"),
                },
                effect: format!(
                    "{service} reads `sip-communicator.properties` only if it is started with SC_HOME_DIR_LOCATION and \
                     SC_HOME_DIR_NAME. `JAVA_SYS_PROPS` in its `config` file does not name both."
                ),
                help: "Carry the settings over to the `.conf` file, or empty this file.".into(),
            })
            .related_opt(variables, "the service starts with the variables of this file")
            .restart_what_reads(deployment, entry.key_span);
            // What else Jicofo lacks then may be about any site.
            sink.report(if service == "Jicofo" { finding } else { finding.about(service) });
        }
    }
}
