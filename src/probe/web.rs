//! The `config.js` that browsers get: `config`, by the main domain.
//!
//! `{"status", "redirect", "type", "form", "values"}`; `form` is `config` where it is one.

use serde_json::{Map, Value};

use super::http::{Answer, Page};
use super::{Ask, Contact, Probe, unknown};
use crate::model::{Deployment, SERVED_VALUES};
use crate::syntax::js;
use crate::text::{Sources, Span};
use crate::value::{Map as Object, Value as Js};

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let sites = deployment.sites();
    sites
        .filter_map(|site| {
            let at = site.web_address("/config.js")?;
            config(&at.address, site.subject(), at.span)
        })
        .collect()
}

pub(super) fn config(address: &str, subject: String, place: Span) -> Option<Probe> {
    let page = Page::parse(address)?;
    let (host, port) = (page.host.clone(), page.port);
    let ask: Ask = Box::new(move |contact: &Contact| match page.get(contact) {
        Ok(answer) => described(&answer),
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "config", subject, host, port, place, ask })
}

fn described(answer: &Answer) -> Value {
    let mut facts = answer.facts();
    if answer.status != 200 {
        return Value::Object(facts);
    }
    let mut sources = Sources::default();
    let file = sources.add("config.js", answer.body.clone());
    // Not run: read, as the file on disk is.
    let page = js::evaluate(&[file], &sources, &js::Options::default());
    match page.globals.get("config").and_then(|config| config.as_map()) {
        Some(config) => {
            let lossy = answer.cut || page.lossy.is_some();
            facts.insert("form".to_owned(), "config".into());
            facts.insert("values".to_owned(), Value::Object(values(config, lossy)));
        }
        None => {
            facts.insert("form".to_owned(), answer.form_of_text().into());
        }
    }
    Value::Object(facts)
}

/// Only what everybody sees in the address bar: names, never tokens.
fn values(config: &Object, lossy: bool) -> Map<String, Value> {
    let mut values = Map::new();
    for name in SERVED_VALUES {
        let mut node = None;
        let mut map = Some(config);
        for key in name.split('.') {
            node = map.and_then(|map| map.get(key));
            map = node.and_then(|node| node.as_map());
        }
        let value = match node.map(|node| &node.value) {
            Some(Js::Str(text)) if text.len() <= 500 => Value::from(text.as_str()),
            Some(Js::Undefined | Js::Null) | None if !lossy => continue,
            _ => unknown("the script that is served cannot be followed"),
        };
        values.insert(name.to_owned(), value);
    }
    values
}
