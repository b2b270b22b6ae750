//! `VirtualHost`, `Component` and `Include`.

use full_moon::ast::Suffix;
use full_moon::tokenizer::TokenReference;

use super::config::{Header, ProsodyVersion, SectionKind};
use super::numbers;
use super::order::Deed;
use super::statements::Interpreter;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Map, Node, Value};

/// Prosody has no name for a host that is longer.
const LONGEST_NAME: usize = 1023;

/// Whether [`host_name`] does with a sign what "nameprep" does; of others, which nobody chooses, that is not known.
fn has_known_name(sign: char) -> bool {
    sign.is_ascii()
        || matches!(sign,
            '\u{c0}'..='\u{131}' | '\u{134}'..='\u{13e}' | '\u{141}'..='\u{148}' | '\u{14a}'..='\u{17e}'
            | '\u{386}' | '\u{388}'..='\u{3ce}' | '\u{400}'..='\u{4bf}'
            | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The name Prosody gives to a host: the part of "nameprep" that matters for names people choose.
fn host_name(text: &str) -> String {
    let folded = text.to_lowercase().replace('ß', "ss").replace('ς', "σ");
    // Soft hyphens, joiners and byte order marks are dropped, wide spaces become plain ones.
    let kept =
        folded.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'));
    kept.map(|c| if c == '\u{a0}' { ' ' } else { c }).collect()
}

impl Interpreter<'_, '_, '_> {
    /// `VirtualHost "x"` and `Component "x" "module"`, each with or without a table behind.
    pub fn section(
        &mut self,
        kind: SectionKind,
        token: &TokenReference,
        suffixes: &[&Suffix],
        span: Span,
    ) -> Node {
        let word = token.token().to_string();
        let result = Node::new(Value::Function, span);
        self.astray = false;
        let Some(name) = self.arguments(suffixes[0]).into_iter().next() else {
            self.shared.refuse(
                SyntaxError::new(span, format!("`{word}` needs a name")).fix("write the name in quotes"),
            );
            return result;
        };
        let text = match &name.value {
            Value::Str(text)
                if !text.chars().all(|c| has_known_name(c) || c == char::REPLACEMENT_CHARACTER) =>
            {
                self.shared
                    .lossy(format!("the name of a {word} has a sign that Prosody may write otherwise"));
                self.shared.config.may_stop.get_or_insert(name.span);
                self.current = None;
                self.section_tables(suffixes, &word);
                return result;
            }
            Value::Str(text) => host_name(text),
            value @ (Value::Int(_) | Value::Float(_)) => numbers::shown(value).unwrap_or_default(),
            Value::Unknown(reason) => {
                self.shared.lossy(format!("the name of a {word} is not known, because {reason}"));
                self.current = None;
                self.section_tables(suffixes, &word);
                return result;
            }
            other => {
                let written = self.shared.loader.sources().slice(name.span);
                let cause = match other {
                    Value::Null if written != "nil" => {
                        format!("`{written}` has no quotes, so `{word}` gets no name")
                    }
                    _ => format!("`{word}` needs a name in quotes; this is {}", other.kind()),
                };
                self.shared.refuse(SyntaxError::new(name.span, cause).fix("put the name in quotes"));
                self.current = None;
                return result;
            }
        };
        // Bytes that are no text were replaced by this sign, and it is forbidden itself.
        let too_long = matches!(&name.value, Value::Str(text) if text.len() > LONGEST_NAME);
        if text.contains(char::REPLACEMENT_CHARACTER) || too_long {
            if self.shared.version == ProsodyVersion::V0_11 {
                // Prosody 0.11 has no name for it then, and goes on in the global section.
                self.current = Some(0);
                self.section_tables(suffixes, &word);
                return result;
            }
            let cause = match too_long {
                true => "the name is longer than the name of a host can be",
                false => "the name contains a character that is not allowed in the name of a host",
            };
            self.shared.refuse(SyntaxError::new(name.span, cause).fix("correct the name"));
            self.current = None;
            return result;
        }
        if text == "*" {
            self.current = Some(0);
            self.section_tables(suffixes, &word);
            return result;
        }
        let Some(at) = self.shared.open(&text, kind, name.span) else {
            let other = if kind == SectionKind::Component { "VirtualHost" } else { "Component" };
            let cause = format!("`{text}` is already a {other}; Prosody refuses to make it a {word} too");
            if self.shared.is_unsure(&text) {
                self.shared.config.may_stop.get_or_insert(name.span);
                self.shared.lossy(format!("it is not certain what kind of host `{text}` is"));
            } else {
                self.shared
                    .refuse(SyntaxError::new(name.span, cause).fix("give one of the two another name"));
            }
            self.current = self.shared.find(&text);
            self.section_tables(suffixes, &word);
            return result;
        };
        if !self.shared.uncertain.is_empty() {
            self.shared.lossy(format!("it is not certain that `{text}` exists"));
        }
        self.current = Some(at);
        let head = self.span(token).to(self.span(suffixes[0]));
        let header = Header { span: head, name_span: name.span, module: None, unordered: None };
        self.shared.config.sections[at].headers.push(header);
        if self.shared.wildcards > 0 {
            self.shared.deeds.push(Deed::Opened(at));
        }
        self.section_tables(suffixes, &word);
        result
    }

    /// What stands behind the name of a section: the module, and a table of options.
    pub fn section_tables(&mut self, suffixes: &[&Suffix], word: &str) {
        let section = self.current;
        let component = word.eq_ignore_ascii_case("component");
        let mut module_allowed = component;
        for suffix in &suffixes[1..] {
            let Some(argument) = self.arguments(suffix).into_iter().next() else { continue };
            match argument.value {
                Value::Str(_) | Value::Unknown(_) if module_allowed => {
                    let end = self.span(*suffix);
                    // Another branch may have named another module.
                    let argument = match self.shared.uncertain.last() {
                        Some(reason) => Node::unknown(reason.clone(), argument.span),
                        None => argument,
                    };
                    let headers = section.and_then(|at| self.shared.config.sections.get_mut(at));
                    // A name that is already a VirtualHost has no module to set.
                    let headers = headers.filter(|section| section.kind == SectionKind::Component);
                    if let Some(header) = headers.and_then(|section| section.headers.last_mut()) {
                        header.span = header.span.to(end);
                        header.module = Some(argument);
                    }
                }
                Value::Map(map) => self.section_options(section, &map),
                Value::Table(pairs) => {
                    self.current = Some(0);
                    for (key, node) in pairs {
                        if let Value::Str(name) = key.value {
                            self.shared.set_option(section, &name, key.span, node);
                        }
                    }
                }
                Value::List(_) => self.current = Some(0),
                Value::Handle { .. } => {
                    self.current = Some(0);
                    self.shared.lossy("the options of a section are a handle of an option");
                }
                Value::Unknown(reason) => {
                    self.current = Some(0);
                    self.shared.lossy(format!("the options of a section are not known, because {reason}"));
                }
                other => {
                    let what = if component { "module and one table" } else { "name" };
                    let cause =
                        format!("`{word}` takes one {what}; it cannot take {} here too", other.kind());
                    self.shared.refuse(SyntaxError::new(argument.span, cause).fix("remove it"));
                    self.current = Some(0);
                }
            }
            module_allowed = false;
        }
    }

    fn section_options(&mut self, section: Option<usize>, map: &Map) {
        self.current = Some(0);
        for entry in map.iter() {
            for beaten in &entry.beaten {
                self.shared.set_option(section, &entry.key, beaten.key_span, beaten.node.clone());
            }
            self.shared.set_option(section, &entry.key, entry.key_span, entry.node.clone());
        }
    }

    pub fn include_call(&mut self, suffixes: &[&Suffix], span: Span) -> Node {
        let argument = self.arguments(suffixes[0]).into_iter().next();
        match argument.map(|node| node.value) {
            Some(Value::Str(target)) => self.include(&target, span),
            Some(Value::Unknown(reason)) => {
                self.shared.lossy(format!("the name of an included file is not known, because {reason}"));
            }
            _ => {
                let error = SyntaxError::new(span, "`Include` needs the path of a file in quotes");
                self.shared.refuse(error.fix("put the path in quotes"));
            }
        }
        Node::unknown("it is the result of an Include", span)
    }
}
