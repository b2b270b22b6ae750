//! HTTP as Prosody speaks it: certificates are checked, and redirects are not followed.

use std::io::Read;

use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, USER_AGENT};
use reqwest::redirect::Policy;
use serde_json::{Map, Value};

use super::contact::{Contact, Failed};

/// No document that is asked for is larger.
pub(super) const MAX_BODY: u64 = 1 << 20;
/// Values of headers are shown no longer.
const MAX_SHOWN: usize = 300;

/// What a web server answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    /// Where it sends the client instead, without the query, which may hold secrets.
    pub location: Option<String>,
    /// The media type in lower case, without parameters.
    pub media_type: Option<String>,
    pub body: Vec<u8>,
    /// Whether the body was longer than is read.
    pub cut: bool,
}

impl Answer {
    /// `{"status", "redirect", "type"}`.
    pub fn facts(&self) -> Map<String, Value> {
        let mut facts = Map::new();
        facts.insert("status".to_owned(), self.status.into());
        if let Some(location) = self.location.as_ref().filter(|_| (300..400).contains(&self.status)) {
            facts.insert("redirect".to_owned(), location.as_str().into());
        }
        facts.extend(self.media_type.as_ref().map(|media| ("type".to_owned(), media.as_str().into())));
        facts
    }

    /// What a text is that is not what was asked for.
    pub fn form_of_text(&self) -> &'static str {
        let text = String::from_utf8_lossy(&self.body);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        match text.as_bytes().first() {
            None => "empty",
            Some(b'<') => "html",
            Some(_) => "other",
        }
    }
}

/// An address of the web that may be asked.
pub(super) struct Page {
    pub url: Url,
    pub host: String,
    pub port: u16,
}

impl Page {
    /// Takes an address apart as web clients do. `None` where it is no complete address of the web, or has a
    /// password or token in it, which is never sent.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let secret = |name: &str| {
            let name = name.to_ascii_lowercase();
            ["token", "secret", "pass", "key", "sig", "code", "auth"].iter().any(|word| name.contains(word))
        };
        let clean = url.username().is_empty()
            && url.password().is_none()
            && !url.query_pairs().any(|(name, _)| secret(&name));
        if !matches!(url.scheme(), "http" | "https") || !clean {
            return None;
        }
        let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
        Some(Page { url, host, port })
    }

    /// Asks for it.
    pub fn get(&self, contact: &Contact) -> Result<Answer, Failed> {
        self.read(client(contact, self.is_tls())?.get(self.url.clone()).send())
    }

    /// Sends a document.
    pub fn post(&self, contact: &Contact, media_type: &'static str, body: String) -> Result<Answer, Failed> {
        let request = client(contact, self.is_tls())?.post(self.url.clone());
        self.read(request.header(CONTENT_TYPE, media_type).body(body).send())
    }

    /// Asks to go on with XMPP over a WebSocket, and goes no further.
    pub fn upgrade(&self, contact: &Contact) -> Result<Answer, Failed> {
        let mut request = client(contact, self.is_tls())?.get(self.url.clone());
        for (name, value) in [
            ("connection", "Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            // Any 16 bytes will do.
            ("sec-websocket-key", "aml0c2ktZG9jdG9yLi4uLg=="),
            ("sec-websocket-protocol", "xmpp"),
        ] {
            request = request.header(name, value);
        }
        self.read(request.send())
    }

    fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    fn read(&self, response: reqwest::Result<Response>) -> Result<Answer, Failed> {
        let failed = |error: reqwest::Error| match error.is_timeout() {
            true => Failed::timeout(),
            false => Failed::of(&error),
        };
        let response = response.map_err(failed)?;
        let status = response.status().as_u16();
        let location = header(response.headers(), LOCATION.as_str()).map(|to| {
            let whole = self.url.join(&to).map_or(to, |url| url.to_string());
            whole.split(['?', '#']).next().unwrap_or_default().to_owned()
        });
        let media_type = header(response.headers(), CONTENT_TYPE.as_str())
            .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        let mut body = Vec::new();
        if status == 101 {
            return Ok(Answer { status, location, media_type, body, cut: false });
        }
        response.take(MAX_BODY + 1).read_to_end(&mut body).map_err(|error| Failed::of(&error))?;
        let cut = body.len() as u64 > MAX_BODY;
        body.truncate(MAX_BODY as usize);
        Ok(Answer { status, location, media_type, body, cut })
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(text.chars().take(MAX_SHOWN).collect())
}

/// A client for one host, which connects to an address that was checked and that answers.
fn client(contact: &Contact, tls: bool) -> Result<Client, Failed> {
    // Tried here first, since this tells why it fails, and which address works.
    let address = contact.tcp()?.peer_addr().map_err(|error| Failed::of(&error))?;
    let cannot =
        |error: &dyn std::fmt::Display| Failed::Perhaps(format!("no request could be made ({error})"));
    if tls && contact.trust.is_empty() {
        return Err(Failed::Perhaps(
            "this machine has no list of trusted certificate authorities".to_owned(),
        ));
    }
    let config = contact.trust.client().map_err(|error| cannot(&error))?;
    let builder = Client::builder()
        .tls_backend_preconfigured(config)
        .redirect(Policy::none())
        .no_proxy()
        .http1_only()
        .resolve(&contact.host, address)
        .timeout(contact.remaining());
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, reqwest::header::HeaderValue::from_static("jitsi-doctor"));
    builder.default_headers(headers).build().map_err(|error| cannot(&error))
}
