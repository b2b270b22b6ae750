//! Every value of an installation, with the text that writes it and what stands around it.

use std::ops::Range;

use jitsi_doctor::load::{Loader, MemoryTree};
use jitsi_doctor::model::Deployment;
use jitsi_doctor::secret::Purpose;
use jitsi_doctor::syntax::lua::{Section, SectionKind};
use jitsi_doctor::syntax::nginx::{self, Directive};
use jitsi_doctor::text::{Sources, Span};
use jitsi_doctor::value::{Map, Node, Value};

use crate::common;

/// A range of bytes in a file of the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub file: String,
    pub range: Range<usize>,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |place: &Self| (place.range.start, place.range.end);
        self.file.cmp(&other.file).then(key(self).cmp(&key(other)))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What kind of text a value is, as far as that changes how it is edited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The value of an option.
    Option,
    /// One of the items of a list.
    Item,
    /// The name of a host, or the type of a Component.
    Header,
    /// An argument of a directive.
    Word,
}

/// A value and where it is written.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Where in the tree of values it is, in words that no other value has.
    pub name: String,
    /// The name of the option, of the list it is an item of, or of the directive.
    pub key: String,
    /// What the program reads.
    pub value: String,
    /// Whether it is a secret.
    pub secret: bool,
    pub form: Form,
    /// The expression.
    pub place: Place,
    /// What is removed with it: the whole option, item, directive or host.
    pub whole: Range<usize>,
    /// The headers of the sections that it stands in, the nearest first.
    pub headers: Vec<Place>,
    /// The name of its section, for what can be moved from one to another.
    pub section: Option<String>,
}

impl Spot {
    /// Whether it is an item of a list of modules, the type of a Component, or a login method.
    pub fn is_module(&self) -> bool {
        let of_component = self.key == "type" && self.form == Form::Header;
        self.is_prosody() && (of_component || self.key == "modules_enabled" || self.key == "authentication")
    }
}

impl Spot {
    pub fn is_prosody(&self) -> bool {
        self.name.starts_with("prosody:")
    }
}

/// A tree with all of its values.
pub struct Subject {
    pub tree: MemoryTree,
    pub spots: Vec<Spot>,
}

impl Subject {
    pub fn new(tree: MemoryTree) -> Self {
        let spots = spots(&tree);
        Subject { tree, spots }
    }

    pub fn text(&self, file: &str) -> &str {
        let (_, bytes) = self.tree.files().find(|(path, _)| *path == file).expect("a file of the tree");
        std::str::from_utf8(bytes).expect("UTF-8")
    }
}

fn spots(tree: &MemoryTree) -> Vec<Spot> {
    let deployment = common::deployment(tree);
    let mut found = Finder { sources: &deployment.sources, spots: Vec::new() };
    found.deployment(&deployment);
    let mut spots = found.spots;
    let mut loader = Loader::new(tree);
    if let Some(config) = nginx::load("etc/nginx/nginx.conf", &mut loader) {
        let mut found = Finder { sources: loader.sources(), spots: Vec::new() };
        found.directives("nginx", &config.directives, &[]);
        spots.append(&mut found.spots);
    }
    spots
}

/// What is known about a value before looking at it.
struct This<'n> {
    name: &'n str,
    key: &'n str,
    form: Form,
    whole: Range<usize>,
    key_span: Span,
}

struct Finder<'s> {
    sources: &'s Sources,
    spots: Vec<Spot>,
}

impl Finder<'_> {
    fn place(&self, span: Span) -> Place {
        Place { file: self.sources.path(span.file).to_owned(), range: span.range() }
    }

    fn deployment(&mut self, deployment: &Deployment) {
        for section in deployment.prosody.iter().flat_map(|prosody| prosody.sections()) {
            self.section(section);
        }
        for web in &deployment.webs {
            let config = web.config().cloned().unwrap_or_default();
            // Where a key that is missing would have to be written.
            let object = web.value("nothing of this name").place().unwrap_or(Span::start_of(web.file));
            self.map("web", &config, &[self.place(object)]);
        }
        let jicofo = deployment.jicofo.as_ref().map(|jicofo| ("jicofo", &jicofo.layers));
        let jvb = deployment.jvb.as_ref().map(|jvb| ("jvb", &jvb.layers));
        for (name, layers) in [jicofo, jvb].into_iter().flatten() {
            let sources = self.sources;
            let start = |file| [Place { file: sources.path(file).to_owned(), range: 0..0 }];
            if let Some((file, document)) = &layers.hocon {
                self.map(&format!("{name}.conf"), &document.root, &start(*file));
            }
            if let Some((file, document)) = &layers.legacy {
                self.map(&format!("{name}.properties"), &document.root, &start(*file));
            }
            if let Some((file, document)) = &layers.env {
                self.map(&format!("{name}.env"), &document.root, &start(*file));
            }
        }
        if let Some(turn) = &deployment.turn {
            let start = [self.place(Span::start_of(turn.file))];
            self.map("turn", &turn.document.root, &start);
        }
    }

    fn section(&mut self, section: &Section) {
        let name = match section.kind {
            SectionKind::Global => "prosody:*".to_owned(),
            _ => format!("prosody:{}", section.name),
        };
        let headers: Vec<Place> = section.headers.iter().map(|header| self.place(header.span)).collect();
        for header in &section.headers {
            let whole = self.host_range(header.span);
            let spot = |this: &Self, part: &str, value: &str, span: Span| Spot {
                name: format!("{name}:{part}"),
                key: part.to_owned(),
                value: value.to_owned(),
                secret: false,
                form: Form::Header,
                place: this.place(span),
                whole: whole.clone(),
                headers: headers.clone(),
                section: None,
            };
            self.spots.push(spot(self, "host", &section.name, header.name_span));
            if let Some(Node { value: Value::Str(module), span, .. }) = &header.module {
                self.spots.push(spot(self, "type", module, *span));
            }
        }
        let options = self.spots.len();
        self.map_with(&format!("{name}:"), &section.options, &headers);
        for spot in &mut self.spots[options..] {
            spot.section = Some(section.name.clone());
        }
    }

    /// From a header to the next one in its file.
    fn host_range(&self, header: Span) -> Range<usize> {
        let text = self.sources.file(header.file).text();
        let mut end = header.range().end;
        for line in text[end..].split_inclusive('\n') {
            if line.starts_with("VirtualHost ") || line.starts_with("Component ") {
                break;
            }
            end += line.len();
        }
        header.range().start..end
    }

    fn map(&mut self, name: &str, map: &Map, headers: &[Place]) {
        self.map_with(&format!("{name}:"), map, headers);
    }

    fn map_with(&mut self, prefix: &str, map: &Map, headers: &[Place]) {
        for entry in map.iter() {
            let name = format!("{prefix}{}", entry.key);
            // Properties have no sections; those of one name before the last dot belong together.
            let group = entry.key.rsplit_once('.').map(|(group, _)| group);
            let first = group.and_then(|group| map.iter().find(|other| other.key.starts_with(group)));
            let headers: &[Place] = &match first {
                Some(first) => [headers, &[self.place(first.key_span)]].concat(),
                None => headers.to_vec(),
            };
            let whole = entry.key_span.to(entry.node.span).range();
            let this =
                This { name: &name, key: &entry.key, form: Form::Option, whole, key_span: entry.key_span };
            self.node(this, &entry.node, headers);
        }
    }

    fn node(&mut self, this: This<'_>, node: &Node, headers: &[Place]) {
        let This { name, key, form, whole, key_span } = this;
        let inner =
            || std::iter::once(self.place(key_span)).chain(headers.iter().cloned()).collect::<Vec<_>>();
        let (text, secret) = match &node.value {
            Value::List(items) => {
                let inner = inner();
                for (at, item) in items.iter().enumerate() {
                    let name = format!("{name}[{}]", label(item).unwrap_or(at.to_string()));
                    let whole = item.span.range();
                    let this = This { name: &name, key, form: Form::Item, whole, key_span: item.span };
                    self.node(this, item, &inner);
                }
                return;
            }
            Value::Map(map) => {
                let inner = inner();
                return self.map_with(&format!("{name}."), map, &inner);
            }
            Value::Str(text) => (text.clone(), false),
            Value::Secret(secret) => (secret.expose_for(Purpose::Judge).to_owned(), true),
            Value::Int(number) => (number.to_string(), false),
            _ => return,
        };
        self.spots.push(Spot {
            name: name.to_owned(),
            key: key.to_owned(),
            value: text,
            secret,
            form,
            place: self.place(node.span),
            whole,
            headers: headers.to_vec(),
            section: None,
        });
    }

    fn directives(&mut self, name: &str, directives: &[Directive], headers: &[Place]) {
        for directive in directives {
            let text = self.sources.file(directive.span.file).text();
            let words: Vec<&str> = directive.args.iter().map(|word| word.text.as_str()).collect();
            let own = format!("{name}:{} {}", directive.name.text, words.join(" "));
            let mut whole = directive.span.range();
            if directive.block.is_some() {
                whole.end = closing_brace(text, whole.end);
            }
            for word in &directive.args {
                let place = self.place(word.span);
                self.spots.push(Spot {
                    name: format!("{own}[{}]", word.text),
                    key: directive.name.text.clone(),
                    value: word.text.clone(),
                    secret: false,
                    form: Form::Word,
                    place,
                    whole: whole.clone(),
                    headers: headers.to_vec(),
                    section: None,
                });
            }
            if let Some(block) = &directive.block {
                let mut inner = vec![self.place(directive.span)];
                inner.extend(headers.iter().cloned());
                self.directives(&own, block, &inner);
            }
        }
    }
}

/// What an item is called: its own text, or one that tells an object from the others.
fn label(item: &Node) -> Option<String> {
    match &item.value {
        Value::Str(text) => Some(text.clone()),
        Value::Map(map) => map.get("type").and_then(Node::as_str).map(str::to_owned),
        _ => None,
    }
}

/// The end of the block that begins at or after an offset. Braces in quotes and comments do not count.
fn closing_brace(text: &str, from: usize) -> usize {
    let (mut depth, mut quote, mut comment) = (0, None, false);
    for (at, byte) in text.bytes().enumerate().skip(from.saturating_sub(1)) {
        match (byte, quote) {
            (b'\n', _) => comment = false,
            _ if comment => {}
            (b'#', None) => comment = true,
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'{', None) => depth += 1,
            (b'}', None) => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}
