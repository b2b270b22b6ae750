//! Everybody on the machine may read a file with passwords.

use std::collections::BTreeMap;

use super::facts::{Access, Asker, may_read};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::{Evidence, Role};
use crate::model::Deployment;
use crate::text::{FileId, Span};

/// See the page.
pub struct SecretFileReadableByAll;

static META: Meta = Meta {
    id: "host/secret-file-readable-by-all",
    severity: Severity::Warning,
    title: "passwords that everybody on the machine may read",
    restart: &[],
    follows: &[],
    page: include_str!("secret_file_readable_by_all.md"),
};

impl Rule for SecretFileReadableByAll {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let everybody = Asker { user: None, groups: Vec::new() };
        let mut secrets: BTreeMap<FileId, Span> = BTreeMap::new();
        for span in deployment.secrets.iter().filter(|span| !span.is_empty()) {
            let first = secrets.entry(span.file).or_insert(*span);
            *first = (*first).min(*span);
        }
        for record in &deployment.files {
            // What browsers get has to be readable; a secret in there is another rule's question.
            let public = matches!(record.role, Role::Web | Role::Interface);
            let Some((&file, &secret)) = record.file.and_then(|file| secrets.get_key_value(&file)) else {
                continue;
            };
            let path = format!("/{}", record.path.trim_start_matches('/'));
            let mode = deployment.host.text(&["files", &path, "mode"]);
            if public || sink.known(&mode).is_none() {
                continue;
            }
            let fact = match may_read(deployment, &path, &everybody) {
                Access::Refused(..) => continue,
                Access::CannotTell(reason, place) => {
                    sink.cannot_tell(reason, Some(place));
                    continue;
                }
                Access::Granted => mode.place(),
            };
            let finding = Finding::new(Problem {
                place: Span::start_of(file),
                label: "everybody on this machine may read it".into(),
                message: "whoever gets any account on this machine gets the passwords of the services".into(),
                effect: format!(
                    "`{path}` holds secrets, and its mode and those of the directories above let everybody read it: also a web \
                     application next to Jitsi Meet that somebody broke into."
                ),
                help: format!("Run `chmod o-rwx {path}`. {}", keep(record.role)),
            });
            sink.report(
                finding
                    .about(path)
                    .related(secret, "one of its secrets")
                    .related_opt(fact, "the mode of the file"),
            );
        }
    }
}

/// Whom the file must stay readable for.
fn keep(role: Role) -> String {
    match Service::reading(role).and_then(<[Service]>::first) {
        Some(service) => {
            let user = match service {
                Service::Videobridge => "jvb",
                Service::Coturn => "turnserver",
                other => other.unit(),
            };
            format!("The user `{user}` must still be able to read it, as owner or by the group.")
        }
        None if role == Role::Policy => "Only root needs to read it.".into(),
        None => "Who starts the containers must still be able to read it.".into(),
    }
}
