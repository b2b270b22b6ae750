//! An option that is known, but not where it stands.

use super::{is_vital, listed, message, services};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Guess, Layers, What};
use crate::text::{FileId, Span};

/// See the page.
pub struct MisplacedOption;

static META: Meta = Meta {
    id: "options/misplaced-option",
    severity: Severity::Warning,
    title: "option in a place where nobody looks",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &["syntax/invalid-hocon", "bridge/websocket-unreachable"],
    page: include_str!("misplaced_option.md"),
};

impl Rule for MisplacedOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment) {
            if let Some(reason) = layers.lossy() {
                let place = layers.hocon.as_ref().map(|(file, _)| Span::start_of(*file));
                sink.cannot_tell(reason.clone(), place);
                continue;
            }
            for found in misplaced(service, layers) {
                let mut finding = Finding::new(Problem {
                    place: found.place,
                    label: found.label,
                    message: message(&found.key, &found.meant),
                    effect: found.effect,
                    help: found.help,
                })
                .restart_what_reads(deployment, found.place);
                if is_vital(&found.meant) {
                    finding = finding.severity(Severity::Error);
                }
                let name = found.key.rsplit('.').next().unwrap_or_default();
                sink.report(finding.about(name));
            }
        }
    }
}

struct Found {
    place: Span,
    key: String,
    /// The full name of what was meant.
    meant: String,
    label: String,
    effect: String,
    help: String,
}

fn misplaced(service: &str, layers: &Layers) -> Vec<Found> {
    let main: Option<FileId> = layers.hocon.as_ref().map(|(file, _)| *file);
    let of_hocon = layers.written().iter().filter_map(|written| {
        let (key, path, place) = (written.entry.key.clone(), &written.path, written.entry.key_span);
        let (label, effect, help, meant) = match &written.what {
            What::Unknown(Guess::Elsewhere(places)) => (
                format!("this is {}", listed(places)),
                format!("{service} looks for {}. It never looks at `{path}`, and says nothing.", listed(places)),
                match places.as_slice() {
                    [one] => format!("Move it: `{one}` is its full name."),
                    _ => format!("Move it to where it was meant to be: {}.", listed(places)),
                },
                if let [one] = places.as_slice() { one.clone() } else { String::new() },
            ),
            What::Quoted(setting) => (
                "in quotes, this is one long name".to_owned(),
                format!("A dot inside of quotes does not open a block. {service} looks for `{key}` without quotes."),
                format!("Remove the quotes around `{key}`."),
                setting.name.to_owned(),
            ),
            What::Property(name, option) => {
                let help = match option {
                    Some(option) => format!("Write `{option}` instead; mind that its value may have another unit."),
                    None => "Remove the line: no option stands for it any more.".to_owned(),
                };
                let effect = format!(
                    "`{name}` is a name of the old file `sip-communicator.properties`. {service} does not look for it here."
                );
                ("a name of the old file".to_owned(), effect, help, option.unwrap_or_default().to_owned())
            }
            // An included file may serve several programs.
            What::Foreign(root) if Some(place.file) == main => (
                format!("this block belongs to {}", owner(root)),
                format!("{service} never looks at `{root}` in its file, and {} does not read this file.", owner(root)),
                format!("Move the block to `{}`.", file_of(root)),
                String::new(),
            ),
            _ => return None,
        };
        Some(Found { place, key, meant, label, effect, help })
    });
    let of_properties = layers.properties().iter().filter_map(|property| {
        let setting = property.hocon?;
        let key = property.entry.key.clone();
        Some(Found {
            place: property.entry.key_span,
            meant: setting.name.to_owned(),
            label: "a name of the new file".to_owned(),
            effect: format!("{service} looks for `{key}` in its `.conf` file, never in this one."),
            help: format!("Write `{key} = …` into the `.conf` file and remove this line."),
            key,
        })
    });
    of_hocon.chain(of_properties).collect()
}

fn owner(root: &str) -> &'static str {
    match root {
        "jicofo" => "Jicofo",
        "jibri" => "Jibri",
        _ => "Videobridge",
    }
}

fn file_of(root: &str) -> &'static str {
    match root {
        "jicofo" => "/etc/jitsi/jicofo/jicofo.conf",
        "jibri" => "/etc/jitsi/jibri/jibri.conf",
        _ => "/etc/jitsi/videobridge/jvb.conf",
    }
}
