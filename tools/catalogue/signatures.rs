//! From `catalogue/signatures.txt` to Rust.

use std::fmt::Write as _;

/// The services, and what they are called in Rust.
const SERVICES: [(&str, &str); 7] = [
    ("prosody", "Prosody"),
    ("jicofo", "Jicofo"),
    ("jitsi-videobridge2", "Videobridge"),
    ("jibri", "Jibri"),
    ("jigasi", "Jigasi"),
    ("nginx", "Nginx"),
    ("coturn", "Coturn"),
];

const SEVERITIES: [(&str, &str); 3] = [("error", "Error"), ("warning", "Warning"), ("info", "Info")];

/// One signature, its parts as Rust.
#[derive(Debug, Default)]
pub struct Signature {
    pub id: String,
    severity: &'static str,
    rule: String,
    services: Vec<String>,
    texts: Vec<Vec<String>>,
    cured: Vec<Vec<String>>,
    minutes: u32,
    message: String,
    cause: String,
    fix: String,
    restart: Vec<String>,
    explained: Vec<String>,
}

/// Reads the text.
pub fn parse(text: &str) -> Result<Vec<Signature>, String> {
    let mut signatures: Vec<Signature> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let fail = |what: &str| format!("line {}: {what}: {line}", at + 1);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.starts_with(' ') {
            let [id, severity, rule] = line.split(' ').collect::<Vec<_>>()[..] else {
                return Err(fail("a name, a severity and a rule are wanted"));
            };
            if signatures.iter().any(|other| other.id == id) {
                return Err(fail("twice"));
            }
            let severity = SEVERITIES.iter().find(|(name, _)| *name == severity);
            let severity = severity.ok_or_else(|| fail("no such severity"))?.1;
            signatures.push(Signature {
                id: id.to_owned(),
                severity,
                rule: rule.to_owned(),
                minutes: 1,
                ..Signature::default()
            });
            continue;
        }
        let signature = signatures.last_mut().ok_or_else(|| fail("no signature stands above this"))?;
        let (word, rest) = line.trim().split_once(' ').ok_or_else(|| fail("a word and a text are wanted"))?;
        let services = || -> Result<Vec<String>, String> {
            let known = |name: &str| SERVICES.iter().find(|(unit, _)| *unit == name);
            let names = rest.split(' ').map(|name| known(name).ok_or_else(|| fail("no such service")));
            names.map(|name| name.map(|(_, name)| format!("Service::{name}"))).collect()
        };
        let parts = || rest.split(" … ").map(str::to_owned).collect();
        match word {
            "in" => signature.services = services()?,
            "text" => signature.texts.push(parts()),
            "cured" => signature.cured.push(parts()),
            "minutes" => signature.minutes = rest.parse().map_err(|_| fail("a number is wanted"))?,
            "message" => signature.message = rest.to_owned(),
            "cause" => signature.cause = rest.to_owned(),
            "fix" => signature.fix = rest.to_owned(),
            "restart" => signature.restart = services()?,
            "explained" => signature.explained = rest.split(' ').map(str::to_owned).collect(),
            _ => return Err(fail("no such word")),
        }
    }
    let bare = |it: &&Signature| {
        it.services.is_empty()
            || it.texts.is_empty()
            || [&it.message, &it.cause, &it.fix].iter().any(|text| text.is_empty())
    };
    match signatures.iter().find(bare) {
        Some(signature) => {
            Err(format!("a service, a text, a message, a cause or a fix is missing: {}", signature.id))
        }
        None => Ok(signatures),
    }
}

/// The Rust file.
pub fn rust(signatures: &[Signature]) -> String {
    let mut out =
        "//! Made from catalogue/signatures.txt by `cargo run --example catalogue`: change that, not this.\n\n"
            .to_owned();
    out.push_str("use super::Signature;\nuse crate::check::{Service, Severity};\n\n/// What mistakes look like in logs.\npub const SIGNATURES: &[Signature] = &[\n");
    let texts = |texts: &[Vec<String>]| {
        let texts: Vec<String> = texts.iter().map(|parts| format!("&{parts:?}")).collect();
        texts.join(", ")
    };
    for it in signatures {
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "    Signature {{ id: {:?}, services: &[{}], rule: {:?}, severity: Severity::{}, texts: &[{}], cured: &[{}], minutes: {}, message: {:?}, cause: {:?}, fix: {:?}, restart: &[{}], explained: &{:?} }},",
            it.id,
            it.services.join(", "),
            it.rule,
            it.severity,
            texts(&it.texts),
            texts(&it.cured),
            it.minutes,
            it.message,
            it.cause,
            it.fix,
            it.restart.join(", "),
            it.explained,
        );
    }
    out.push_str("];\n");
    out
}
