//! The web app: what the browser's `config` holds.

use std::sync::OnceLock;

use super::names::canonical_domain;
use crate::fact::{Absent, Fact, Origin};
use crate::syntax::SyntaxError;
use crate::syntax::js::Page;
use crate::text::{FileId, Span};
use crate::value::{Entry, Map, Node, Value};

/// One `config.js`.
#[derive(Debug)]
pub struct Web {
    /// The file.
    pub file: FileId,
    page: Page,
    // Nearly every rule asks for these.
    domain: OnceLock<Fact<String>>,
    anonymous_domain: OnceLock<Fact<String>>,
    muc: OnceLock<Fact<String>>,
}

impl Web {
    pub(super) fn new(file: FileId, page: Page) -> Self {
        let [domain, anonymous_domain, muc] = [const { OnceLock::new() }; 3];
        Web { file, page, domain, anonymous_domain, muc }
    }

    /// What stops the whole script.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.page.errors
    }

    /// What stops the script where it stands.
    pub fn exceptions(&self) -> &[SyntaxError] {
        &self.page.exceptions
    }

    /// What a browser accepts, but surely was not meant.
    pub fn warnings(&self) -> &[SyntaxError] {
        &self.page.warnings
    }

    pub(super) fn globals(&self) -> &Map {
        &self.page.globals
    }

    /// The `config` object with its place.
    pub fn config_node(&self) -> Option<&Node> {
        self.page.globals.get("config")
    }

    /// The `config` object.
    pub fn config(&self) -> Option<&Map> {
        self.page.globals.get("config")?.as_map()
    }

    /// The entry at a dotted path below `config`, with its places and history.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
        let mut map = self.config()?;
        for key in parents.split('.').filter(|key| !key.is_empty()) {
            map = map.get(key)?.as_map()?;
        }
        map.entry(last)
    }

    /// The value at a dotted path below `config`.
    pub fn value(&self, path: &str) -> Fact<&Node> {
        if let Some(Entry { node, beaten, .. }) = self.entry(path) {
            let origin = Origin::over(node.span, beaten);
            return match &node.value {
                Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
                Value::Undefined | Value::Null => Fact::absent(Some(node.span)),
                _ => Fact::Known(node, origin),
            };
        }
        let place = self.place_for(path);
        // A parent that is unknown may hold anything.
        if let Some((parent, _)) = path.rsplit_once('.')
            && let Fact::Unknown(reason, origin) = self.value(parent)
        {
            return Fact::Unknown(reason, origin);
        }
        match &self.page.lossy {
            Some((reason, at)) => Fact::Unknown(reason.clone(), Origin::at(at.unwrap_or(place))),
            None => Fact::Absent(Absent { place: Some(place), default: None }),
        }
    }

    /// Where a missing key would have to be written: the nearest object above it that exists.
    fn place_for(&self, path: &str) -> Span {
        let mut path = path;
        while let Some((parent, _)) = path.rsplit_once('.') {
            if let Some(entry) = self.entry(parent) {
                return entry.key_span;
            }
            path = parent;
        }
        match self.page.globals.entry("config") {
            Some(entry) => entry.key_span,
            None => Span::start_of(self.file),
        }
    }

    /// A text.
    pub fn text(&self, path: &str) -> Fact<String> {
        self.value(path)
            .and_then_known(|node| node.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// A boolean, as JavaScript's conditions see it.
    pub fn truthy(&self, path: &str) -> Fact<bool> {
        self.value(path).map(|node| match &node.value {
            Value::Bool(value) => *value,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0 && !number.is_nan(),
            Value::Str(text) => !text.is_empty(),
            Value::Null | Value::Undefined => false,
            _ => true,
        })
    }

    /// A domain below `hosts`, in lower case.
    pub fn domain_of(&self, name: &str) -> Fact<String> {
        self.text(&format!("hosts.{name}")).map(|domain| canonical_domain(&domain))
    }

    /// `hosts.domain`: where users log in.
    pub fn domain(&self) -> Fact<String> {
        self.domain.get_or_init(|| self.domain_of("domain")).clone()
    }

    /// `hosts.anonymousdomain`: where users without a login connect.
    pub fn anonymous_domain(&self) -> Fact<String> {
        self.anonymous_domain.get_or_init(|| self.domain_of("anonymousdomain")).clone()
    }

    /// `hosts.muc`: the service of the meeting rooms.
    pub fn muc(&self) -> Fact<String> {
        self.muc.get_or_init(|| self.domain_of("muc")).clone()
    }

    /// `hosts.focus`, or `focus.` before `hosts.domain`: who is asked to open a conference.
    pub fn focus(&self) -> Fact<String> {
        self.domain_of("focus").or_else(|| self.domain().map(|domain| format!("focus.{domain}")))
    }
}
