//! A key of a HOCON file that no option has.

use super::{above, is_vital, message, services};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Guess, Layers, What, Written};

/// See the page.
pub struct UnknownOption;

static META: Meta = Meta {
    id: "options/unknown-option",
    severity: Severity::Warning,
    title: "option that the program does not know",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &["syntax/invalid-hocon", "bridge/brewery-unset", "bridge/websocket-unreachable"],
    page: include_str!("unknown_option.md"),
};

impl Rule for UnknownOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let release = deployment.jitsi_release();
        for (service, layers) in services(deployment) {
            // Behind a syntax error a brace may close the wrong block.
            if let Some(reason) = layers.lossy() {
                sink.cannot_tell(
                    reason.clone(),
                    layers.hocon.as_ref().map(|(file, _)| crate::text::Span::start_of(*file)),
                );
                continue;
            }
            // A release that is newer than the list may have what the list has not.
            let is_new = release.is_some_and(|release| release > layers.catalogue.newest());
            for written in layers.written() {
                let What::Unknown(guess) = &written.what else { continue };
                if matches!(guess, Guess::Elsewhere(_))
                    || is_client_field(&written.path, guess)
                    || WRITTEN_BY_DOCKER.contains(&written.path.as_str())
                {
                    continue;
                }
                if *guess == Guess::Nothing && (release.is_none() || is_new) {
                    continue;
                }
                let finding = finding(service, layers, written, guess)
                    .restart_what_reads(deployment, written.entry.key_span);
                sink.report(match guess {
                    Guess::Misspelt(right) if is_new => {
                        finding.severity(Severity::Info).about(format!("{}.{right}", above(&written.path)))
                    }
                    Guess::Misspelt(right) if is_grave(&written.path, right) => {
                        finding.severity(Severity::Error).about(format!("{}.{right}", above(&written.path)))
                    }
                    Guess::Misspelt(right) => finding.about(format!("{}.{right}", above(&written.path))),
                    // What was meant to be written elsewhere is missing there.
                    _ => finding.severity(Severity::Info).about(last(&written.path)),
                });
            }
        }
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Written by the start scripts of the Docker images, and read by nobody.
const WRITTEN_BY_DOCKER: [&str; 1] = ["ice4j.harvest.mapping.stun.enabled"];

/// A field with a hyphen, or one that is misspelt, makes the whole client incomplete; another rule says that.
fn is_client_field(path: &str, guess: &Guess) -> bool {
    let required =
        |right: &str| ["hostname", "username", "password", "muc_jids", "muc_nickname"].contains(&right);
    path.strip_prefix("videobridge.apis.xmpp-client.configs.")
        .is_some_and(|rest| rest.contains('-') || matches!(guess, Guess::Misspelt(right) if required(right)))
}

fn is_grave(path: &str, right: &str) -> bool {
    !path.contains('.') || is_vital(path) || is_vital(&format!("{}.{right}", above(path)))
}

fn finding(service: &str, layers: &Layers, written: &Written, guess: &Guess) -> Finding {
    let (path, key, place) = (&written.path, &written.entry.key, written.entry.key_span);
    let (label, help, other) = match guess {
        Guess::Misspelt(right) => {
            let sibling = layers.hocon_entry(&format!("{}.{right}", above(path)));
            let help = match sibling {
                Some(_) => format!("Remove `{key}`, or carry its value over to `{right}`, which is set too."),
                None => format!("Write `{right}` instead of `{key}`."),
            };
            (format!("probably `{right}` was meant"), help, sibling.map(|entry| entry.key_span))
        }
        _ => (
            "no option has this name".to_owned(),
            format!("Remove `{key}`, or look for its right name in `reference.conf` of {service}."),
            None,
        ),
    };
    Finding::new(Problem {
        place,
        label,
        message: match guess {
            _ if !path.contains('.') => format!("all settings of `{key} {{ }}` do nothing"),
            Guess::Misspelt(right) => message(key, &format!("{}.{right}", above(path))),
            _ => message(key, path),
        },
        effect: format!(
            "{service} looks for the options that it knows. It never finds `{path}`, goes on with the default, and says \
             nothing."
        ),
        help,
    })
    .related_opt(other, "the option of that name")
}
