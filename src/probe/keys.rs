//! Where Prosody takes the keys of tokens from: `keys`, by the address in `cache_keys_url`, and `key_server`, by the one
//! in `asap_key_server`.
//!
//! `{"status", "redirect", "type", "form", "keys", "usable", "kinds", "without_kid"}`, or `{"failed", "detail"}` where nobody answers.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::http::{Answer, Page};
use super::{Ask, Contact, Probe, unknown};
use crate::fact::Fact;
use crate::model::{Deployment, subject_of_address};
use crate::text::Span;

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let mut probes = Vec::new();
    for (fact, _) in deployment.key_sets() {
        if let Fact::Known(text, origin) = fact {
            probes.extend(key_set(&text, origin.span));
        }
    }
    for (fact, _) in deployment.key_servers() {
        if let Fact::Known(text, origin) = fact {
            probes.extend(key_server(&text, origin.span));
        }
    }
    probes
}

/// Asks for a set of keys.
pub(super) fn key_set(text: &str, place: Span) -> Option<Probe> {
    let page = Page::parse(text)?;
    let (host, port) = (page.host.clone(), page.port);
    let ask: Ask = Box::new(move |contact: &Contact| match page.get(contact) {
        Ok(answer) => described(&answer),
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "keys", subject: subject_of_address(text).to_owned(), host, port, place, ask })
}

/// Asks for a key that nobody has: which keys there are is known to the tokens only. "Not found" is the right answer.
pub(super) fn key_server(text: &str, place: Span) -> Option<Probe> {
    let name: String = Sha256::digest(b"jitsi-doctor").iter().map(|byte| format!("{byte:02x}")).collect();
    let page = Page::parse(&format!("{text}/{name}.pem"))?;
    let (host, port) = (page.host.clone(), page.port);
    let ask: Ask = Box::new(move |contact: &Contact| match page.get(contact) {
        Ok(answer) => Value::Object(answer.facts()),
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "key_server", subject: subject_of_address(text).to_owned(), host, port, place, ask })
}

/// What Prosody could do with an answer.
pub(super) fn described(answer: &Answer) -> Value {
    let mut facts = answer.facts();
    // Prosody takes the body of these two only.
    if !matches!(answer.status, 200 | 204) {
        return Value::Object(facts);
    }
    if answer.cut {
        facts.insert("form".to_owned(), unknown("the document is larger than 1 MB"));
        return Value::Object(facts);
    }
    let Ok(document) = serde_json::from_slice::<Value>(&answer.body) else {
        facts.insert("form".to_owned(), answer.form_of_text().into());
        return Value::Object(facts);
    };
    match (&document, document.get("keys")) {
        (_, Some(Value::Array(keys))) => keys_of(keys, &mut facts),
        (Value::Object(map), _) if map.contains_key("jwks_uri") => {
            facts.insert("form".to_owned(), "discovery".into());
        }
        (Value::Object(map), _) if map.values().any(|value| has_pem(value, "-----BEGIN ")) => {
            facts.insert("form".to_owned(), "certificates".into());
            facts.insert("keys".to_owned(), map.len().into());
            let usable = map.values().filter(|value| has_pem(value, "-----BEGIN CERTIFICATE-----")).count();
            facts.insert("usable".to_owned(), usable.into());
        }
        _ => {
            facts.insert("form".to_owned(), "other".into());
        }
    }
    Value::Object(facts)
}

fn has_pem(value: &Value, start: &str) -> bool {
    value.as_str().is_some_and(|text| text.trim_start().starts_with(start))
}

/// `token/jwk.lib.lua` makes a key of `n` and `e`, and finds it by `kid`.
fn keys_of(keys: &[Value], facts: &mut Map<String, Value>) {
    let text =
        |key: &Value, name: &str| key.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let usable = keys.iter().filter(|key| ["kid", "n", "e"].iter().all(|name| text(key, name))).count();
    let kinds: BTreeSet<String> = keys
        .iter()
        .filter_map(|key| key.get("kty").and_then(Value::as_str))
        .map(|kind| kind.chars().filter(char::is_ascii_alphanumeric).take(10).collect())
        .take(20)
        .collect();
    let without = |name: &str| keys.iter().filter(|key| !text(key, name)).count();
    facts.insert("form".to_owned(), "jwks".into());
    facts.insert("keys".to_owned(), keys.len().into());
    facts.insert("usable".to_owned(), usable.into());
    facts.insert("kinds".to_owned(), json!(kinds));
    facts.insert("without_kid".to_owned(), without("kid").into());
}
