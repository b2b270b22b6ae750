//! nginx: which server answers for a name, and which location for a path.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};

use super::names::canonical_domain;
use crate::fact::Verdict;
use crate::syntax::SyntaxError;
use crate::syntax::nginx::{Config, Directive, Word};
use crate::text::{FileId, Span};
use crate::value::Reason;

/// nginx's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Nginx {
    config: Config,
    servers: Vec<Server>,
    /// The first TLS server of each name.
    by_name: BTreeMap<String, usize>,
}

/// One `server` block of the `http` block.
#[derive(Debug)]
pub struct Server {
    /// The word `server`.
    pub place: Span,
    /// Its names, in lower case.
    pub names: Vec<(String, Span)>,
    /// The arguments of each `listen`.
    pub listens: Vec<Vec<Word>>,
    /// Its locations in order, nested ones after their parent.
    pub locations: Vec<Location>,
    directives: Vec<Directive>,
    /// What servers inherit, shared by all of one `http` block.
    http: Arc<[Directive]>,
}

/// How a location's pattern is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Modifier {
    /// `=`
    Exact,
    /// `^~`
    PrefixFinal,
    /// `~`
    Regex,
    /// `~*`
    RegexIgnoringCase,
    /// none
    Prefix,
    /// `@name`
    Named,
}

/// One `location` block.
#[derive(Clone, Debug)]
pub struct Location {
    /// How the pattern is compared.
    pub modifier: Modifier,
    /// The pattern.
    pub pattern: String,
    /// From the word `location` to the brace.
    pub place: Span,
    /// The pattern's own place.
    pub pattern_place: Span,
    /// What is in its braces.
    pub directives: Vec<Directive>,
    /// Compiled when first asked for, once for all locations with the same pattern: sites of one machine are
    /// copies of each other.
    regex: Arc<OnceLock<Option<Regex>>>,
}

/// Which location answers for a path.
#[derive(Debug)]
pub enum LocationMatch<'n> {
    /// This one.
    Found(&'n Location),
    /// None: the server's own root.
    None,
    /// Not to be told.
    Unknown(Reason, Span),
}

/// Regular expressions of one server that are compiled at most, and the memory each may take.
const MAX_REGEXES: usize = 500;
const MAX_REGEX: usize = 1 << 18;

impl Nginx {
    pub(super) fn new(config: Config) -> Self {
        let mut servers = Vec::new();
        for http in blocks(&config.directives, "http") {
            let simple = http.iter().filter(|directive| directive.block.is_none());
            let inherited: Arc<[Directive]> = simple.cloned().collect();
            for directive in http.iter().filter(|directive| directive.name.text == "server") {
                if let Some(block) = &directive.block {
                    servers.push(Server::new(directive, block, &inherited));
                }
            }
        }
        let mut compiled: BTreeMap<(String, bool), Arc<OnceLock<Option<Regex>>>> = BTreeMap::new();
        let locations = servers.iter_mut().flat_map(|server| &mut server.locations);
        for location in locations.filter(|location| location.is_regex()) {
            let key = (location.pattern.clone(), location.modifier == Modifier::RegexIgnoringCase);
            location.regex = Arc::clone(compiled.entry(key).or_default());
        }
        let mut by_name = BTreeMap::new();
        for (at, server) in servers.iter().enumerate().filter(|(_, server)| server.is_tls()) {
            for (name, _) in &server.names {
                by_name.entry(name.clone()).or_insert(at);
            }
        }
        Nginx { config, servers, by_name }
    }

    /// What makes nginx refuse the configuration.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.config.errors
    }

    /// The loaded files in order.
    pub fn files(&self) -> &[FileId] {
        &self.config.files
    }

    /// All servers.
    pub fn servers(&self) -> impl Iterator<Item = &Server> {
        self.servers.iter()
    }

    /// The TLS server that answers for a name: an exact one, else one with a wildcard.
    ///
    /// A server counts as TLS when it listens with `ssl` (or on port 443, before nginx 1.15).
    pub fn site(&self, name: &str) -> Option<&Server> {
        let exact = self.by_name.get(name).map(|at| &self.servers[*at]);
        exact.or_else(|| {
            let matching = |server: &&Server| server.names.iter().any(|(own, _)| wildcard(own, name));
            self.servers.iter().filter(|server| server.is_tls()).find(matching)
        })
    }

    /// Whether the configuration speaks TLS anywhere; behind another proxy it may not.
    pub fn has_tls(&self) -> bool {
        self.servers.iter().any(Server::is_tls)
    }

    /// The `listen` lines of the servers in `stream` blocks.
    pub fn stream_listens(&self) -> impl Iterator<Item = &Directive> {
        blocks(&self.config.directives, "stream")
            .flatten()
            .filter(|directive| directive.name.text == "server")
            .flat_map(|server| server.block.iter().flatten())
            .filter(|directive| directive.name.text == "listen")
    }

    /// What stands in the `stream` blocks.
    pub fn streams(&self) -> impl Iterator<Item = &Directive> {
        blocks(&self.config.directives, "stream").flatten()
    }

    /// What stands in the `http` blocks.
    pub fn http(&self) -> impl Iterator<Item = &Directive> {
        blocks(&self.config.directives, "http").flatten()
    }

    /// Whether a `stream` block takes connections on this port.
    pub fn has_stream_on(&self, port: &str) -> bool {
        let servers =
            blocks(&self.config.directives, "stream").flatten().filter_map(|inner| inner.block.as_ref());
        let mut listens = servers.flatten().filter(|inner| inner.name.text == "listen");
        listens
            .any(|listen| listen.args.first().is_some_and(|word| word.text.rsplit(':').next() == Some(port)))
    }

    /// Why something that seems to be missing may be there.
    pub fn lossy(&self) -> Option<&Reason> {
        self.config.lossy.as_ref()
    }

    /// The addresses behind a host in `proxy_pass`: the servers of that `upstream`, else the host itself.
    pub fn upstream<'n>(&'n self, host: &'n str) -> Vec<&'n str> {
        match self.upstream_servers(host) {
            Some(servers) => servers.iter().map(|word| word.text.as_str()).collect(),
            None => vec![host],
        }
    }

    /// Where the first server of an `upstream` is written, or the `upstream` if it has none.
    pub fn upstream_place(&self, host: &str) -> Option<Span> {
        let block = self.upstream_block(host)?;
        Some(self.upstream_servers(host)?.first().map_or(block.span, |word| word.span))
    }

    /// Every `upstream`, by its name.
    pub fn upstreams(&self) -> impl Iterator<Item = (&Word, &Directive)> {
        let named = self.http().filter(|directive| directive.name.text == "upstream");
        named.filter_map(|directive| Some((directive.args.first()?, directive)))
    }

    fn upstream_block(&self, host: &str) -> Option<&Directive> {
        self.upstreams().find(|(name, _)| name.text == host).map(|(_, directive)| directive)
    }

    fn upstream_servers(&self, host: &str) -> Option<Vec<&Word>> {
        let servers = self.upstream_block(host)?.block.iter().flatten();
        let servers = servers.filter(|directive| directive.name.text == "server");
        Some(servers.filter_map(|directive| directive.args.first()).collect())
    }
}

fn blocks<'n>(directives: &'n [Directive], name: &'n str) -> impl Iterator<Item = &'n Vec<Directive>> {
    directives.iter().filter(move |directive| directive.name.text == name).filter_map(|d| d.block.as_ref())
}

/// `*.example.org` and `.example.org` match what ends so.
fn wildcard(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.").or_else(|| pattern.strip_prefix('.')) {
        Some(base) => {
            name.strip_suffix(base).is_some_and(|front| front.ends_with('.'))
                || (pattern.starts_with('.') && name == base)
        }
        None => false,
    }
}

impl Server {
    fn new(directive: &Directive, block: &[Directive], http: &Arc<[Directive]>) -> Self {
        let mut server = Server {
            place: directive.name.span,
            names: Vec::new(),
            listens: Vec::new(),
            locations: Vec::new(),
            directives: block.to_vec(),
            http: Arc::clone(http),
        };
        for directive in block {
            match directive.name.text.as_str() {
                "server_name" => server
                    .names
                    .extend(directive.args.iter().map(|word| (canonical_domain(&word.text), word.span))),
                "listen" => server.listens.push(directive.args.clone()),
                _ => {}
            }
        }
        collect_locations(block, &mut server.locations);
        server
    }

    /// Whether it speaks TLS on any port.
    pub fn is_tls(&self) -> bool {
        self.listens.iter().any(|listen| {
            listen.iter().any(|word| word.text == "ssl")
                || listen.first().is_some_and(|word| word.text == "443" || word.text.ends_with(":443"))
        }) || self.directive("ssl").is_some_and(|ssl| ssl.args.iter().any(|word| word.text == "on"))
    }

    /// What stands in its braces.
    pub fn own_directives(&self) -> &[Directive] {
        &self.directives
    }

    /// The server's own directive of this name, else the one it inherits.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives
            .iter()
            .rev()
            .chain(self.http.iter().rev())
            .find(|directive| directive.name.text == name)
    }

    /// The directives of this name that are in force in a location. nginx inherits them only
    /// if the inner level has none of that name.
    pub fn directives_in<'n>(&'n self, location: &'n Location, name: &str) -> Vec<&'n Directive> {
        for level in [&location.directives[..], &self.directives, &self.http] {
            let own: Vec<&Directive> = level.iter().filter(|directive| directive.name.text == name).collect();
            if !own.is_empty() {
                return own;
            }
        }
        Vec::new()
    }

    /// The directives of this name that are in force where no location answers.
    pub fn all_directives(&self, name: &str) -> Vec<&Directive> {
        for level in [&self.directives[..], &self.http] {
            let own: Vec<&Directive> = level.iter().filter(|directive| directive.name.text == name).collect();
            if !own.is_empty() {
                return own;
            }
        }
        Vec::new()
    }

    /// The header that the location sends on, if it sets it.
    pub fn proxy_header<'n>(&'n self, location: &'n Location, header: &str) -> Option<&'n Word> {
        self.directives_in(location, "proxy_set_header")
            .into_iter()
            .rev()
            .find(|directive| {
                directive.args.first().is_some_and(|name| name.text.eq_ignore_ascii_case(header))
            })
            .and_then(|directive| directive.args.get(1))
    }

    /// The location that answers for a path, by nginx's rule: an exact one; else the longest
    /// prefix if it is final; else the first regular expression that matches; else that prefix.
    pub fn location(&self, path: &str) -> LocationMatch<'_> {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let exact = |location: &&Location| location.modifier == Modifier::Exact && location.pattern == path;
        if let Some(location) = self.locations.iter().find(exact) {
            return LocationMatch::Found(location);
        }
        let prefix = self
            .locations
            .iter()
            .filter(|location| matches!(location.modifier, Modifier::Prefix | Modifier::PrefixFinal))
            .filter(|location| path.starts_with(&location.pattern))
            .max_by_key(|location| location.pattern.len());
        if let Some(location) = prefix
            && location.modifier == Modifier::PrefixFinal
        {
            return LocationMatch::Found(location);
        }
        for (at, location) in self.locations.iter().filter(|location| location.is_regex()).enumerate() {
            if at >= MAX_REGEXES {
                let reason = Reason::new("the server has more regular expressions than can be tried");
                return LocationMatch::Unknown(reason, location.place);
            }
            match location.matches_regex(path) {
                Verdict::Yes => return LocationMatch::Found(location),
                Verdict::No => {}
                Verdict::CannotTell(reason, _) => return LocationMatch::Unknown(reason, location.place),
            }
        }
        prefix.map_or(LocationMatch::None, LocationMatch::Found)
    }
}

fn collect_locations(block: &[Directive], locations: &mut Vec<Location>) {
    for directive in block.iter().filter(|directive| directive.name.text == "location") {
        let Some(inner) = &directive.block else { continue };
        if let Some(location) = Location::new(directive, inner) {
            locations.push(location);
            collect_locations(inner, locations);
        }
    }
}

impl Location {
    fn new(directive: &Directive, block: &[Directive]) -> Option<Self> {
        let (modifier, word, skip) = match directive.args.as_slice() {
            [word] => match () {
                // nginx also accepts the modifier glued to the pattern.
                () if word.text.starts_with("^~") => (Modifier::PrefixFinal, word, 2),
                () if word.text.starts_with("~*") => (Modifier::RegexIgnoringCase, word, 2),
                () if word.text.starts_with('~') => (Modifier::Regex, word, 1),
                () if word.text.starts_with('=') => (Modifier::Exact, word, 1),
                () if word.text.starts_with('@') => (Modifier::Named, word, 0),
                () => (Modifier::Prefix, word, 0),
            },
            [modifier, word] => match modifier.text.as_str() {
                "=" => (Modifier::Exact, word, 0),
                "^~" => (Modifier::PrefixFinal, word, 0),
                "~" => (Modifier::Regex, word, 0),
                "~*" => (Modifier::RegexIgnoringCase, word, 0),
                _ => return None,
            },
            _ => return None,
        };
        Some(Location {
            modifier,
            pattern: word.text[skip..].to_owned(),
            place: directive.span,
            pattern_place: word.span,
            directives: block.to_vec(),
            regex: Arc::default(),
        })
    }

    /// Whether it is a regular expression.
    pub fn is_regex(&self) -> bool {
        matches!(self.modifier, Modifier::Regex | Modifier::RegexIgnoringCase)
    }

    /// Whether it is a regular expression that matches the path.
    pub fn matches_regex(&self, path: &str) -> Verdict {
        if !self.is_regex() {
            return Verdict::No;
        }
        let compiled = self.regex.get_or_init(|| {
            // nginx refuses longer words; ours would take much memory to refuse them too.
            let pattern = (self.pattern.len() < 4096).then_some(self.pattern.as_str())?;
            // nginx compares bytes, and so is much less to compile; a class of other letters wants the long way.
            let build = |unicode: bool| {
                RegexBuilder::new(pattern)
                    .unicode(unicode)
                    .case_insensitive(self.modifier == Modifier::RegexIgnoringCase)
                    .size_limit(MAX_REGEX)
                    .build()
            };
            build(false).or_else(|_| build(true)).ok()
        });
        match compiled {
            Some(regex) => Verdict::from_bool(regex.is_match(path.as_bytes())),
            // nginx's regular expressions know more than ours.
            None => Verdict::CannotTell(
                Reason::new("this regular expression of nginx cannot be evaluated here"),
                Some(self.pattern_place),
            ),
        }
    }

    /// The last directive of this name in its own braces.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().rev().find(|directive| directive.name.text == name)
    }
}
