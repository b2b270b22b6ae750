//! The same option is set twice in one section of one file; the first value is lost.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Texts, same_value};
use crate::syntax::lua::{Section, SectionKind};
use crate::value::{Entry, Node, Value};
use std::collections::BTreeSet;

/// See the page.
pub struct DuplicateOption;

static META: Meta = Meta {
    id: "prosody/duplicate-option",
    severity: Severity::Warning,
    title: "option that is set twice",
    restart: &[Service::Prosody],
    follows: &["prosody/swallowed-options", "syntax/unquoted-lua-value"],
    page: include_str!("duplicate_option.md"),
};

impl Rule for DuplicateOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let disabled = |section: &Section| {
            section.kind != SectionKind::Global && prosody.host(&section.name).found().is_none()
        };
        for section in prosody.sections().iter().filter(|section| !disabled(section)) {
            for entry in section.options.iter() {
                // A definition in another file is an override, and overriding is what files are for.
                let file = entry.key_span.file;
                // Where it stops Prosody altogether, another rule tells.
                if prosody
                    .long_paths()
                    .iter()
                    .any(|error| error.span.file == file && error.span.start == entry.key_span.start)
                {
                    continue;
                }
                let Some(first) = entry.beaten.iter().rev().find(|beaten| beaten.key_span.file == file)
                else {
                    continue;
                };
                if keeps_all(&entry.key, &first.node, &entry.node)
                    || !sink.no(same_value(&first.node, &entry.node))
                {
                    continue;
                }
                let mut finding = Finding::new(problem(section, entry, &first.node))
                    .related(first.key_span, "this definition has no effect");
                if GRAVE.contains(&entry.key.as_str()) {
                    finding = finding.severity(Severity::Error);
                }
                if section.kind != SectionKind::Global {
                    finding = finding.about(deployment.subject_of(&section.name));
                }
                sink.report(finding);
            }
        }
    }
}

/// Options whose loss stops logins or whole features.
const GRAVE: [&str; 5] = ["modules_enabled", "authentication", "admins", "app_id", "app_secret"];

/// The directory for an admin's own modules that Debian's main file names. Jitsi's file replaces it everywhere.
const PACKAGED_PLUGIN_PATH: &str = "/usr/local/lib/prosody/modules";

/// Whether the later list holds all that the earlier one held: then nothing is lost.
fn keeps_all(key: &str, first: &Node, last: &Node) -> bool {
    let (Value::List(_), Value::List(_)) = (&first.value, &last.value) else { return false };
    let (first, last) = (Texts::from_node(first), Texts::from_node(last));
    first.unknown.is_none()
        && !first.items.is_empty()
        && lost(&first, &last).all(|item| key == "plugin_paths" && item == PACKAGED_PLUGIN_PATH)
}

/// The items of the first list that the last one lacks.
fn lost<'t>(first: &'t Texts, last: &'t Texts) -> impl Iterator<Item = &'t str> {
    let kept: BTreeSet<&str> = last.items.iter().map(|item| item.text.as_str()).collect();
    first.items.iter().map(|item| item.text.as_str()).filter(move |text| !kept.contains(text))
}

fn problem(section: &Section, entry: &Entry, first: &Node) -> Problem {
    let place = match section.kind {
        SectionKind::Global => "all hosts".to_owned(),
        _ => format!("`{}`", section.name),
    };
    let key = &entry.key;
    let (first, last) = (Texts::from_node(first), Texts::from_node(&entry.node));
    let lost: Vec<String> = lost(&first, &last).take(20).map(|text| format!("`{text}`")).collect();
    let is_list = matches!(entry.node.value, Value::List(_) | Value::Map(_));
    let (message, help) = if key == "modules_enabled" {
        let message = format!("the modules of an earlier list are not loaded for {place}");
        (message, "Write all modules into one list, and remove the other one.".to_owned())
    } else if is_list {
        (
            format!("an earlier list `{key}` for {place} is lost"),
            format!("Write all items into one list `{key}`."),
        )
    } else {
        let message = format!("an earlier value of `{key}` for {place} has no effect");
        (message, format!("Remove one of the two lines `{key} = …`."))
    };
    let lost = match is_list && !lost.is_empty() {
        true => format!(" Lost are: {}.", lost.join(", ")),
        false => String::new(),
    };
    Problem {
        place: entry.key_span,
        label: format!("`{key}` was set above already; this replaces it"),
        message,
        effect: format!(
            "Prosody does not join two definitions in one section, the last one wins (\"Duplicate option '{key}'\" \
             since 0.12, nothing before).{lost}"
        ),
        help,
    }
}
