//! What an identity provider says about itself: `discovery`, by the issuer that is accepted.
//!
//! `{"status", "issuer", "jwks_uri", "authorization_endpoint"}`; the last three only where there is such a document.

use serde_json::Value;

use super::http::{Answer, Page};
use super::{Ask, Contact, Probe};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::text::Span;

/// What is taken from the document.
const NAMES: [&str; 3] = ["issuer", "jwks_uri", "authorization_endpoint"];
/// No address is longer.
const MAX_TEXT: usize = 500;

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let Some(prosody) = &deployment.prosody else { return Vec::new() };
    let mut probes = Vec::new();
    for (host, certain) in prosody.token_hosts() {
        let Fact::Known(issuers, _) = prosody.token_options(host).issuers else { continue };
        // Only an issuer whose keys are asked for is one of OpenID Connect for sure.
        if certain.is_yes() && prosody.text(host, "cache_keys_url").is_set() {
            probes.extend(issuers.items.iter().filter_map(|item| issuer(&item.text, item.span)));
        }
    }
    probes
}

pub(super) fn issuer(text: &str, place: Span) -> Option<Probe> {
    if !text.starts_with("https://") || text.contains(['?', '#']) {
        return None;
    }
    let page = Page::parse(&format!("{}/.well-known/openid-configuration", text.trim_end_matches('/')))?;
    let (host, port) = (page.host.clone(), page.port);
    let ask: Ask = Box::new(move |contact: &Contact| match page.get(contact) {
        Ok(answer) => described(&answer),
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "discovery", subject: text.to_owned(), host, port, place, ask })
}

fn described(answer: &Answer) -> Value {
    let mut facts = answer.facts();
    let document = serde_json::from_slice::<Value>(&answer.body).ok().filter(|_| answer.status == 200);
    for name in NAMES {
        let text = document.as_ref().and_then(|document| document.get(name)?.as_str());
        let text = text.filter(|text| text.len() <= MAX_TEXT);
        facts.extend(text.map(|text| (name.to_owned(), text.into())));
    }
    Value::Object(facts)
}
