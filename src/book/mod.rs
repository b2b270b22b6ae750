//! All pages of the catalogue as one document: to browse, to print, or to put beside other documentation.

mod code;
mod html;
mod markdown;

#[cfg(test)]
mod tests;

pub use html::html;
pub use markdown::markdown;

use std::collections::BTreeMap;

use crate::check::{Meta, Page, Rule, Severity};

/// The title of the document.
const TITLE: &str = "The rules of jitsi-doctor";

/// What stands in front, in Markdown.
const USE: &str = "\
`jitsi-doctor check` reads the configuration of a self-hosted Jitsi Meet and reports findings; each carries the id of a rule, such as \
`auth/guest-host-missing`. This document has the page of every rule. `jitsi-doctor explain ID` prints one of them.

* **You have a finding:** look for its id in the list of rules.
* **Something does not work:** look for what you see, or what a log says, in the list of symptoms. `jitsi-doctor explain \"you have been \
disconnected\"` searches it and forgives small mistakes.
* **After the change:** restart the services that the page names, and run `jitsi-doctor check` again.

Each page ends with examples, and the tests of jitsi-doctor run every one of them. *Fires* shows what is reported, and where. *Stays \
silent* shows what looks similar and is right. *Cannot tell* shows where the files do not say enough; then nothing is reported.

An **error** means that calls fail or that the server is open to strangers. A **warning** is probably not what was meant. An **info** is \
worth knowing.
";

/// The areas, in the words of people who do not know the catalogue.
const AREAS: [(&str, &str); 18] = [
    ("accounts", "The accounts with which the services log in to Prosody"),
    ("auth", "Who may log in, and how: secure domain, tokens, OIDC, guests"),
    ("bridge", "Videobridge, which carries sound and video"),
    ("docker", "The compose files and the .env of docker-jitsi-meet"),
    ("files", "Files that the configuration names"),
    ("host", "The machine itself, where more than its files is known"),
    ("jicofo", "Jicofo, which opens meetings and invites everybody else"),
    ("options", "Options of Jicofo, Videobridge, Jibri and Jigasi"),
    ("prosody", "What Prosody makes of its configuration: files, sections, modules"),
    ("proxy", "nginx and Apache: what they forward, and to whom"),
    ("recording", "Recording and streaming with Jibri"),
    ("rooms", "Meeting rooms, lobby and breakout rooms"),
    ("site", "What a site expects of itself in jitsi-doctor.toml"),
    ("suppression", "Comments and entries that leave findings out"),
    ("syntax", "Files that a program refuses, or reads otherwise than they look"),
    ("telephone", "Calls by telephone with Jigasi"),
    ("turn", "TURN, the relay for people behind firewalls"),
    ("web", "config.js, which every browser loads"),
];

/// A part of the document: the rules of one area.
struct Area {
    name: &'static str,
    about: &'static str,
    chapters: Vec<Chapter>,
}

/// A rule and its page.
struct Chapter {
    meta: &'static Meta,
    page: Page<'static>,
}

/// Something that people see, and the rules that may explain it.
struct Symptom {
    phrase: &'static str,
    rules: Vec<&'static Meta>,
}

/// The areas with their rules, both in order.
fn areas(rules: &[&dyn Rule]) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for meta in rules.iter().map(|rule| rule.meta()) {
        // The tests see to it that every page can be read.
        let Ok(page) = Page::parse(meta.page) else { continue };
        let name = meta.id.split('/').next().unwrap_or(meta.id);
        if areas.last().is_none_or(|area| area.name != name) {
            let about = AREAS.iter().find(|(area, _)| *area == name).map_or("", |(_, about)| about);
            areas.push(Area { name, about, chapters: Vec::new() });
        }
        if let Some(area) = areas.last_mut() {
            area.chapters.push(Chapter { meta, page });
        }
    }
    areas
}

/// The symptoms in alphabetical order, without regard to case, quotes and punctuation.
fn symptoms(areas: &[Area]) -> Vec<(String, Symptom)> {
    let mut symptoms: BTreeMap<String, Symptom> = BTreeMap::new();
    for chapter in areas.iter().flat_map(|area| &area.chapters) {
        for phrase in chapter.page.symptoms() {
            let letters =
                phrase.chars().filter(|c| c.is_alphanumeric() || *c == ' ').flat_map(char::to_lowercase);
            let key: String = letters.collect::<String>().trim().to_owned();
            let symptom = symptoms.entry(key).or_insert_with(|| Symptom { phrase, rules: Vec::new() });
            symptom.rules.push(chapter.meta);
        }
    }
    for symptom in symptoms.values_mut() {
        symptom.rules.sort_by_key(|meta| (std::cmp::Reverse(meta.severity), meta.id));
    }
    symptoms.into_iter().collect()
}

/// The heading under which a symptom stands: its first letter, or the group of those that begin with none.
fn initial(key: &str) -> String {
    match key.chars().next() {
        Some(first) if first.is_alphabetic() => first.to_uppercase().collect(),
        _ => "0–9".to_owned(),
    }
}

/// The anchor of that heading.
fn initial_anchor(initial: &str) -> String {
    let first = initial.chars().next().filter(|first| first.is_alphabetic());
    format!("symptoms-{}", first.map_or("digits".to_owned(), |first| first.to_lowercase().collect()))
}

/// The anchor of a rule: its id, with a dash for the slash.
fn anchor(id: &str) -> String {
    id.replace('/', "-")
}

/// The anchor of an area. No rule has it, since no area has this name.
fn area_anchor(name: &str) -> String {
    format!("area-{name}")
}

/// How many findings of which severity there can be, as in `40 rules: 30 errors, 10 warnings`.
fn count(chapters: &[Chapter]) -> String {
    let plural = |number: usize, word: &str| {
        format!("{number} {word}{}", if number == 1 || word == "info" { "" } else { "s" })
    };
    let of = |severity| chapters.iter().filter(|chapter| chapter.meta.severity == severity).count();
    let parts: Vec<String> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
            .into_iter()
            .map(|(severity, word)| (of(severity), word))
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| plural(number, word))
            .collect();
    format!("{}: {}", plural(chapters.len(), "rule"), parts.join(", "))
}

/// The services to restart, separated by commas.
fn restart(meta: &Meta) -> String {
    meta.restart.iter().map(|service| service.unit()).collect::<Vec<_>>().join(", ")
}
