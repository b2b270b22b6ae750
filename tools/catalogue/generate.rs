//! From the texts in `catalogue/` to Rust.

use std::fmt::Write as _;

/// The programs of which there is a text.
pub const PROGRAMS: [&str; 8] = [
    "config-js",
    "interface-config",
    "jibri",
    "jicofo",
    "jigasi",
    "prosody-modules",
    "prosody-options",
    "videobridge",
];

/// The name of a program's Rust file, without its ending.
pub fn module(program: &str) -> String {
    program.replace('-', "_")
}

/// One option, as it is written.
#[derive(Debug, Default)]
pub struct Record {
    pub name: String,
    kind: String,
    default: Option<String>,
    /// `(rank, name, conversion)`
    pub sources: Vec<(&'static str, String, &'static str)>,
    /// Fields of a Rust struct with their values.
    fields: Vec<(&'static str, String)>,
}

impl Record {
    /// Whether programs of today read it.
    #[allow(dead_code, reason = "the test that shares this module does not compare with a checkout")]
    pub fn is_current(&self) -> bool {
        !self.fields.iter().any(|(field, _)| *field == "until")
    }
}

/// Reads a text.
pub fn parse(text: &str) -> Result<Vec<Record>, String> {
    let mut records: Vec<Record> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let fail = |what: &str| format!("line {}: {what}: {line}", at + 1);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.starts_with(' ') {
            let (head, default) = match line.split_once(" = ") {
                Some((head, default)) => (head, Some(default.to_owned())),
                None => match line.strip_suffix(" =") {
                    Some(head) => (head, Some(String::new())),
                    None => (line, None),
                },
            };
            let (name, kind) = head.split_once(' ').ok_or_else(|| fail("a name and a kind are wanted"))?;
            let kind = kind_of(kind).ok_or_else(|| fail("no such kind"))?;
            records.push(Record { name: name.to_owned(), kind, default, ..Record::default() });
            continue;
        }
        let record = records.last_mut().ok_or_else(|| fail("no option stands above this"))?;
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match word {
            "legacy" | "alias" | "fallback" => {
                let rank = match word {
                    "legacy" => "Legacy",
                    "alias" => "Alias",
                    _ => "Fallback",
                };
                let (name, convert) = rest.split_once(' ').unwrap_or((rest, ""));
                let convert = conversion(convert).ok_or_else(|| fail("no such conversion"))?;
                record.sources.push((rank, name.to_owned(), convert));
            }
            "built-in" => record.fields.push(("built_in", "true".to_owned())),
            "secret" => record.fields.push(("secret", "true".to_owned())),
            "global" => record.fields.push(("global", "true".to_owned())),
            "from" => record.fields.push(("from", format!("Some({rest:?})"))),
            "needs" => record.fields.push(("needs", format!("Some({rest:?})"))),
            "since" => record.fields.push(("since", format!("Some({rest:?})"))),
            "until" => record.fields.push(("until", format!("Some({rest:?})"))),
            "replaced-by" => record.fields.push(("replaced_by", format!("Some({rest:?})"))),
            "note" => record.fields.push(("note", format!("Some({rest:?})"))),
            _ => return Err(fail("no such word")),
        }
    }
    records.sort_by(|one, other| one.name.cmp(&other.name));
    match records.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(format!("{} stands there twice", pair[0].name)),
        None => Ok(records),
    }
}

fn kind_of(word: &str) -> Option<String> {
    let plain = match word {
        "bool" => "Bool",
        "int" => "Int",
        "float" => "Float",
        "duration" => "Duration",
        "bandwidth" => "Bandwidth",
        "string" => "Text",
        "list" => "List",
        "object" => "Object",
        "base64" => "Base64",
        "anywhere" => "Module(Place::Anywhere)",
        "host" => "Module(Place::VirtualHost)",
        "rooms" => "Module(Place::Rooms)",
        "component" => "Module(Place::Component)",
        _ => {
            let words: Vec<&str> = word.strip_prefix("enum(")?.strip_suffix(')')?.split(',').collect();
            return Some(format!("Enum(&{words:?})"));
        }
    };
    Some(plain.to_owned())
}

fn conversion(word: &str) -> Option<&'static str> {
    Some(match word {
        "" => "Same",
        "inverted" => "Inverted",
        "set" => "Set",
        "positive" => "Positive",
        "milliseconds" => "Milliseconds",
        "seconds" => "Seconds",
        "minutes" => "Minutes",
        "percent" => "Percent",
        "kbps" => "Kbps",
        "commas" => "Commas",
        "semicolons" => "Semicolons",
        "muc-prefix" => "MucPrefix",
        "login-type" => "LoginType",
        "login-url" => "LoginUrl",
        "veto" => "Veto",
        "clients" => "Clients",
        "mapping" => "Mapping",
        "ignored" => "Ignored",
        _ => return None,
    })
}

/// The Rust file of a program.
pub fn rust(program: &str, records: &[Record]) -> String {
    let sources = records.iter().any(|record| !record.sources.is_empty());
    let mut out = format!(
        "//! Made from catalogue/{program}.txt by `cargo run --example catalogue`: change that, not this.\n\n"
    );
    let modules = records.iter().any(|record| record.kind.starts_with("Module"));
    out.push_str(match (sources, modules) {
        (true, _) => "use super::{Convert, Kind, Rank, Setting, Source};\n\n",
        (false, true) => "use super::{Kind, Place, Setting};\n\n",
        (false, false) => "use super::{Kind, Setting};\n\n",
    });
    out.push_str("pub(super) const SETTINGS: &[Setting] = &[\n");
    for record in records {
        // Writing to a text cannot fail.
        let _ = write!(out, "    Setting {{ name: {:?}, kind: Kind::{}", record.name, record.kind);
        if let Some(default) = &record.default {
            let _ = write!(out, ", default: Some({default:?})");
        }
        if !record.sources.is_empty() {
            let sources: Vec<String> = record
                .sources
                .iter()
                .map(|(rank, name, convert)| {
                    format!("Source {{ name: {name:?}, rank: Rank::{rank}, convert: Convert::{convert} }}")
                })
                .collect();
            let _ = write!(out, ", sources: &[{}]", sources.join(", "));
        }
        for (field, value) in &record.fields {
            let _ = write!(out, ", {field}: {value}");
        }
        out.push_str(", ..Setting::BLANK },\n");
    }
    out.push_str("];\n");
    out
}
