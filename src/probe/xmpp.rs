//! Whether Prosody answers as browsers reach it: `bosh` and `websocket`, by the domain that is asked for.
//!
//! `bosh`: `{"status", "redirect", "type", "form", "condition", "mechanisms"}`; `form` is `bosh` where Prosody answered, `condition` is
//! why it refused. `websocket`: `{"status", "redirect", "type"}`.

use serde_json::{Value, json};

use super::http::{Answer, Page};
use super::{Ask, Contact, Probe};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::text::Span;

/// More ways to log in, and longer names, than there are.
const MAX_MECHANISMS: usize = 20;
const MAX_NAME: usize = 60;

pub(super) fn plan(deployment: &Deployment) -> Vec<Probe> {
    let mut probes = Vec::new();
    for site in deployment.sites() {
        let bosh = site.xmpp_address("bosh");
        for domain in [site.web.domain(), site.web.anonymous_domain()] {
            if let (Some(at), Fact::Known(domain, _)) = (&bosh, domain) {
                probes.extend(session(&at.address, &domain, at.span));
            }
        }
        probes.extend(
            site.xmpp_address("websocket").and_then(|at| upgrade(&at.address, site.subject(), at.span)),
        );
    }
    probes
}

/// Opens a session of BOSH for a domain, and closes it again.
pub(super) fn session(address: &str, domain: &str, place: Span) -> Option<Probe> {
    // A domain is written into XML.
    let plain = |c: char| c.is_alphanumeric() || "-._".contains(c);
    let page = Page::parse(address).filter(|_| domain.chars().all(plain))?;
    let (host, port, to) = (page.host.clone(), page.port, domain.to_owned());
    let ask: Ask = Box::new(move |contact: &Contact| match page.post(contact, MEDIA, opening(&to)) {
        Ok(answer) => {
            if let Some(session) = attribute(&body(&answer), "sid") {
                // It would end by itself after a minute.
                let _ = page.post(contact, MEDIA, closing(&session));
            }
            described(&answer)
        }
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "bosh", subject: domain.to_owned(), host, port, place, ask })
}

pub(super) fn upgrade(address: &str, subject: String, place: Span) -> Option<Probe> {
    let page = Page::parse(address)?;
    let (host, port) = (page.host.clone(), page.port);
    let ask: Ask = Box::new(move |contact: &Contact| match page.upgrade(contact) {
        Ok(answer) => Value::Object(answer.facts()),
        Err(failed) => failed.to_fact(),
    });
    Some(Probe { kind: "websocket", subject, host, port, place, ask })
}

const MEDIA: &str = "text/xml; charset=utf-8";
/// The first number of a session; the next request counts on.
const RID: u32 = 1_000_001;

fn opening(to: &str) -> String {
    format!(
        "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' rid='{RID}' to='{to}' ver='1.6' wait='5' \
         hold='1' xml:lang='en' xmpp:version='1.0' content='{MEDIA}'/>"
    )
}

fn closing(session: &str) -> String {
    let next = RID + 1;
    format!(
        "<body xmlns='http://jabber.org/protocol/httpbind' rid='{next}' sid='{session}' type='terminate'/>"
    )
}

fn body(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

fn described(answer: &Answer) -> Value {
    let mut facts = answer.facts();
    if answer.status != 200 {
        return Value::Object(facts);
    }
    let text = body(answer);
    if !text.contains("http://jabber.org/protocol/httpbind") {
        facts.insert("form".to_owned(), answer.form_of_text().into());
        return Value::Object(facts);
    }
    facts.insert("form".to_owned(), "bosh".into());
    facts.extend(attribute(&text, "condition").map(|condition| ("condition".to_owned(), condition.into())));
    let offered: Vec<&str> = text
        .split("<mechanism>")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('<')?.0))
        .filter(|name| is_word(name))
        .take(MAX_MECHANISMS)
        .collect();
    if text.contains("<mechanisms") {
        facts.insert("mechanisms".to_owned(), json!(offered));
    }
    Value::Object(facts)
}

/// An attribute of the first element.
fn attribute(text: &str, name: &str) -> Option<String> {
    let head = text.split('>').next()?;
    let (_, rest) = head.split_once(&format!(" {name}="))?;
    let quote = rest.chars().next().filter(|quote| *quote == '\'' || *quote == '"')?;
    let value = rest[1..].split(quote).next()?;
    is_word(value).then(|| value.to_owned())
}

fn is_word(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.len() <= MAX_NAME && text.chars().all(word)
}
