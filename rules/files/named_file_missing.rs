//! A configuration names a file or directory that does not exist.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, FileUse, MissingFile};

/// See the page.
pub struct NamedFileMissing;

static META: Meta = Meta {
    id: "files/named-file-missing",
    severity: Severity::Error,
    title: "file that is not there",
    restart: &[Service::Nginx],
    follows: &["proxy/refused-by-nginx"],
    page: include_str!("named_file_missing.md"),
};

impl Rule for NamedFileMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for missing in &deployment.missing_files {
            let MissingFile { path, span, purpose } = missing;
            let (severity, message, effect) = words(*purpose);
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
            let finding = Finding::new(Problem {
                place: *span,
                label: match purpose {
                    FileUse::ModulesElsewhere => format!("`{path}` is not in this list"),
                    _ => format!("there is no `{name}` in its directory"),
                },
                message: message.into(),
                effect: effect.replace("{}", path),
                help: match purpose {
                    FileUse::ModulesElsewhere => format!("Write `plugin_paths = {{ \"{path}/\" }}`."),
                    _ => format!("Correct the path, or put the file `{path}` there."),
                },
            });
            // nginx opens what is named by a variable only when a browser comes.
            let variable = deployment.sources.slice(*span).contains('$');
            let finding = match purpose {
                FileUse::WebCertificate if !variable => finding.stops(&[Service::Nginx]),
                _ => finding,
            };
            sink.report(finding.severity(severity).restart_what_reads(deployment, *span));
        }
    }
}

fn words(purpose: FileUse) -> (Severity, &'static str, &'static str) {
    match purpose {
        FileUse::WebCertificate => (
            Severity::Error,
            "the site cannot be opened: nginx does not start",
            "nginx reads certificates and keys when it starts. Without `{}` it refuses its configuration: \"cannot load \
             certificate\".",
        ),
        FileUse::WebFile => (
            Severity::Error,
            "a part of the site is missing: nginx has no file to send",
            "nginx sends what lies at `{}`. Nothing is there, and browsers get an error instead.",
        ),
        FileUse::HostCertificate => (
            Severity::Warning,
            "Jicofo and the bridge may not be able to log in: a host has no certificate",
            "Prosody encrypts connections to this host with `{}`. Without it there is no encryption: Prosody logs \"Error \
             initializing\", and services that insist on it cannot log in.",
        ),
        FileUse::Modules => (
            Severity::Error,
            "logins and meetings do not work: Prosody finds none of Jitsi's modules",
            "Prosody looks for modules in `{}`, which does not exist. It logs \"Unable to load module\" and goes on without.",
        ),
        FileUse::ModulesElsewhere => (
            Severity::Error,
            "logins and meetings do not work: Prosody finds none of Jitsi's modules",
            "Jitsi's modules are in `{}`, and no path in `plugin_paths` leads there. Prosody logs \"Unable to load module\" and \
             goes on without.",
        ),
        FileUse::RelayCertificate => (
            Severity::Error,
            "people behind strict firewalls get no audio and no video: the relay speaks no TLS",
            "coturn opens its TLS port with the certificate and key of its configuration. Without `{}` it does not, and \
             `turns:` addresses are dead.",
        ),
        FileUse::JavaFile => (
            Severity::Warning,
            "a service does not start, or starts with other settings than its files have",
            "The service is started with the path `{}`, where nothing is. What it would read there is not in force.",
        ),
    }
}
