//! What two generations of Prosody agree on, for an installation of which the version is not known.

use std::collections::BTreeSet;

use super::config::{Header, ProsodyConfig, Section};
use crate::syntax::SyntaxError;
use crate::value::{Entry, Map, Node, Reason, Value};

/// The two readings of one configuration, where they differ as something unknown.
pub fn merge(old: ProsodyConfig, mut new: ProsodyConfig) -> ProsodyConfig {
    let mut lossy = old.lossy.or(new.lossy);
    let mut sections = Vec::new();
    for section in old.sections {
        // Hosts are few, and stand in the same order in both.
        let other = new.sections.iter().position(|other| other.name == section.name);
        match other.map(|at| new.sections.remove(at)) {
            Some(other) => sections.push(merge_sections(section, other)),
            None => sections.push(only_in("0.12", section, &mut lossy)),
        }
    }
    sections.extend(new.sections.into_iter().map(|section| only_in("13", section, &mut lossy)));
    let mut may_stop = old.may_stop.or(new.may_stop);
    let mut long_path_unknown = old.long_path_unknown.or(new.long_path_unknown);
    // A long path stops only what 13 warns about and 0.12 does not.
    if let Some(error) = new.long_paths.get(old.long_paths.len()) {
        may_stop.get_or_insert(error.span);
        long_path_unknown.get_or_insert_with(|| (differently("only 13 warns about this line"), error.span));
    }
    let errors = match (old.errors.is_empty(), new.errors.is_empty()) {
        // Both refuse it, perhaps at different places.
        (false, false) => both_errors(old.errors, new.errors),
        _ => {
            let first = old.errors.first().or(new.errors.first());
            may_stop = may_stop.or(first.map(|error| error.span));
            Vec::new()
        }
    };
    let duplicates_differ = old.duplicates.len() != new.duplicates.len() || !new.library_uses.is_empty();
    let duplicates_unknown = old
        .duplicates_unknown
        .or(new.duplicates_unknown)
        .or_else(|| duplicates_differ.then(|| differently("only one of them warns about some lines")));
    let files_differ = old.files != new.files || old.includes.len() != new.includes.len();
    if files_differ {
        lossy.get_or_insert_with(|| differently("they load different files"));
    }
    // Includes that only one reaches are not certain.
    let includes = if old.includes.len() <= new.includes.len() { old.includes } else { new.includes };
    ProsodyConfig {
        files: if old.files.len() >= new.files.len() { old.files } else { new.files },
        sections,
        includes,
        errors,
        warnings: common(old.warnings, &new.warnings),
        notes: common(old.notes, &new.notes),
        duplicates: common(old.duplicates, &new.duplicates),
        library_uses: Vec::new(),
        duplicates_unknown,
        long_paths: common(old.long_paths, &new.long_paths),
        long_path_unknown,
        may_stop,
        lossy,
    }
}

fn differently(how: &str) -> Reason {
    Reason::new(format!("Prosody 0.12 and 13 read this differently: {how}"))
}

fn only_in(version: &str, mut section: Section, lossy: &mut Option<Reason>) -> Section {
    let how = format!("`{}` exists only in {version}", section.name);
    lossy.get_or_insert_with(|| differently(&how));
    for entry in section.options.iter_mut() {
        entry.node.value = Value::Unknown(differently(&how));
    }
    section
}

fn common(mut notes: Vec<SyntaxError>, others: &[SyntaxError]) -> Vec<SyntaxError> {
    let places: BTreeSet<_> = others.iter().map(|note| note.span).collect();
    notes.retain(|note| places.contains(&note.span));
    notes
}

fn both_errors(old: Vec<SyntaxError>, new: Vec<SyntaxError>) -> Vec<SyntaxError> {
    let places: BTreeSet<_> = old.iter().map(|error| error.span).collect();
    let more: Vec<SyntaxError> = new.into_iter().filter(|error| !places.contains(&error.span)).collect();
    old.into_iter().chain(more).collect()
}

fn merge_sections(old: Section, new: Section) -> Section {
    let headers = match old.headers.len() == new.headers.len() {
        true => old.headers.into_iter().zip(new.headers).map(|(old, new)| merge_headers(old, new)).collect(),
        false => new.headers,
    };
    let options = merge_maps(&old.options, &new.options);
    Section { headers, options, ..old }
}

fn merge_headers(old: Header, new: Header) -> Header {
    let module = match (old.module, new.module) {
        (Some(old), Some(new)) => Some(merge_nodes(&old, &new)),
        (None, None) => None,
        (old, new) => old.or(new).map(|node| {
            let how = "only one of them gives it a module";
            Node { value: Value::Unknown(differently(how)), ..node }
        }),
    };
    let unordered = old.unordered.or(new.unordered);
    Header { module, unordered, ..old }
}

/// A table with many keys that are no texts is no configuration.
const MAX_PAIRS: usize = 400;

fn merge_pairs(old: &[(Node, Node)], new: &[(Node, Node)]) -> Vec<(Node, Node)> {
    let find =
        |pairs: &[(Node, Node)], key: &Node| pairs.iter().position(|(known, _)| known.value == key.value);
    let mut merged: Vec<(Node, Node)> = Vec::new();
    for (key, node) in old {
        let node = match find(new, key) {
            Some(at) => merge_nodes(node, &new[at].1),
            None => one_reading(node, &format!("0.12 reads {}, 13 nothing", described(node))),
        };
        merged.push((key.clone(), node));
    }
    for (key, node) in new.iter().filter(|(key, _)| find(old, key).is_none()) {
        let how = format!("0.12 reads nothing, 13 {}", described(node));
        merged.push((key.clone(), one_reading(node, &how)));
    }
    merged
}

fn merge_maps(old: &Map, new: &Map) -> Map {
    let mut merged: Vec<Entry> = Vec::new();
    for entry in old.iter() {
        let node = match new.get(&entry.key) {
            Some(other) => merge_nodes(&entry.node, other),
            None => one_reading(&entry.node, &format!("0.12 reads {}, 13 nothing", described(&entry.node))),
        };
        merged.push(Entry { node, ..entry.clone() });
    }
    for entry in new.iter().filter(|entry| old.get(&entry.key).is_none()) {
        let node = one_reading(&entry.node, &format!("0.12 reads nothing, 13 {}", described(&entry.node)));
        merged.push(Entry { node, ..entry.clone() });
    }
    merged.into_iter().collect()
}

fn one_reading(node: &Node, how: &str) -> Node {
    Node { value: Value::Unknown(differently(how)), ..node.clone() }
}

fn merge_nodes(old: &Node, new: &Node) -> Node {
    let value = match (&old.value, &new.value) {
        (Value::Unknown(reason), Value::Unknown(_)) => Value::Unknown(reason.clone()),
        (Value::List(old), Value::List(new)) if old.len() == new.len() => {
            Value::List(old.iter().zip(new).map(|(old, new)| merge_nodes(old, new)).collect())
        }
        // A list that is empty in one reading is an object there.
        (Value::Map(one), Value::Map(other)) if one.is_empty() == other.is_empty() => {
            Value::Map(merge_maps(one, other))
        }
        (Value::Table(one), Value::Table(other)) if one.len() + other.len() < MAX_PAIRS => {
            Value::Table(merge_pairs(one, other))
        }
        (one, other) if one == other => one.clone(),
        _ => {
            let (one, other) = (described(old), described(new));
            Value::Unknown(differently(&match one == other {
                true => format!("each reads {one}, but another one"),
                false => format!("0.12 reads {one}, 13 {other}"),
            }))
        }
    };
    Node { value, ..old.clone() }
}

/// What a value is, without any text of it: it may be a secret.
fn described(node: &Node) -> String {
    match &node.value {
        Value::Bool(value) => format!("`{value}`"),
        Value::List(items) if items.len() == 1 => "a list of 1 item".to_owned(),
        Value::List(items) => format!("a list of {} items", items.len()),
        Value::Map(map) if map.is_empty() => "an empty list".to_owned(),
        other => other.kind().to_owned(),
    }
}
