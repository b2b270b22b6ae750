//! A line of `sip-communicator.properties` whose value cannot be read.

use super::services;
use crate::catalogue::{Convert, Kind};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, expected};

/// See the page.
pub struct PropertyValueIgnored;

static META: Meta = Meta {
    id: "options/property-value-ignored",
    severity: Severity::Warning,
    title: "property whose value is not read as meant",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["jicofo/legacy-file-not-read"],
    page: include_str!("property_value_ignored.md"),
};

impl Rule for PropertyValueIgnored {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (service, layers) in services(deployment).filter(|(service, _)| *service != "Jibri") {
            for property in layers.properties() {
                let (key, place) = (&property.entry.key, property.entry.node.span);
                let (label, message, effect, help) = if let Some(setting) = property.is_no_by_mistake() {
                    (
                        "only `true` is yes".to_owned(),
                        format!("`{key}` counts as `false`"),
                        format!("{service} takes every word but `true` for no in this file."),
                        format!("Write `{key}=true`, or `{}` in the `.conf` file.", setting.name),
                    )
                } else if let Some((setting, source)) = property.is_passed_over() {
                    let never = source.convert == Convert::Ignored;
                    let wanted = match (never, source.convert, setting.kind) {
                        (_, Convert::Milliseconds | Convert::Positive, _) => {
                            "a number of milliseconds, without a unit".to_owned()
                        }
                        (_, Convert::Seconds, _) => "a number of seconds, without a unit".to_owned(),
                        (_, Convert::Minutes, _) => "a number of minutes, without a unit".to_owned(),
                        (_, Convert::Kbps, _) => "a number of kilobits per second, without a unit".to_owned(),
                        (_, Convert::Percent, _) => "a number of percent".to_owned(),
                        (_, _, Kind::Duration) => expected(Kind::Duration),
                        (_, _, kind) => expected(kind),
                    };
                    (
                        if never { "never read".to_owned() } else { format!("the property wants {wanted}") },
                        format!("the setting `{key}` does nothing"),
                        match never {
                            true => format!(
                                "{service} names this property and cannot read a time from the old file. It takes the value of the `.conf` file, or the default."
                            ),
                            false => format!(
                                "{service} cannot convert the value and takes that of the `.conf` file, or the default, without a word."
                            ),
                        },
                        match never {
                            true => format!(
                                "Set `{}` in the `.conf` file, with its unit, and remove this line.",
                                setting.name
                            ),
                            false => format!("Write {wanted}."),
                        },
                    )
                } else {
                    continue;
                };
                if let Verdict::CannotTell(reason, _) = layers.reads_legacy() {
                    sink.cannot_tell(reason, Some(place));
                    continue;
                }
                sink.report(
                    Finding::new(Problem { place, label, message, effect, help })
                        .restart_what_reads(deployment, place),
                );
            }
        }
    }
}
