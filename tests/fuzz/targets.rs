//! What is fuzzed: one function for each loader, and one for the whole check.
//!
//! `fuzz/` runs the same functions under libFuzzer, so that nothing here may depend on who calls.
#![allow(dead_code, reason = "each fuzz target uses a part of this")]

use jitsi_doctor::check::{Selection, run};
use jitsi_doctor::load::{Loader, MemoryTree, Role};
use jitsi_doctor::model::build;
use jitsi_doctor::report::{Format, Report, human};
use jitsi_doctor::syntax::directive::Directive;
use jitsi_doctor::syntax::{
    SyntaxError, apache, compose, dotenv, hocon, js, lua, nginx, properties, shell_env, turnserver,
};
use jitsi_doctor::text::{FileId, Sources, Span};
use jitsi_doctor::value::{Map, Node, Reason, Value};
use jitsi_doctor::{locate, rules};

/// The main file of every loader; the dictionaries include it, so that files include themselves.
pub const MAIN: &str = "etc/main.conf";

/// A loader can blow a small text up, but only to its budget.
const MAX_NODES: usize = 2_000_000;

/// The files that [`check`] replaces, by the first byte of the input.
pub const CHECKED: [&str; 13] = [
    "etc/prosody/prosody.cfg.lua",
    "etc/prosody/conf.avail/meet.acme.org.cfg.lua",
    "etc/jitsi/meet/meet.acme.org-config.js",
    "etc/jitsi/jicofo/jicofo.conf",
    "etc/jitsi/videobridge/jvb.conf",
    "etc/jitsi/videobridge/sip-communicator.properties",
    "etc/jitsi/jicofo/config",
    "etc/nginx/nginx.conf",
    "etc/nginx/sites-available/meet.acme.org.conf",
    "etc/turnserver.conf",
    "docker-compose.yml",
    ".env",
    "etc/apache2/apache2.conf",
];

fn tree(input: &[u8]) -> MemoryTree {
    let mut tree = MemoryTree::new();
    tree.file(MAIN, input).file("etc/other.conf", "a = 1\n").link("etc/link.conf", MAIN);
    tree
}

/// Prosody's Lua, for each generation that reads it differently.
pub fn lua(input: &[u8]) {
    let tree = tree(input);
    let version = match input.len() % 3 {
        0 => None,
        1 => Some(lua::ProsodyVersion::V0_12),
        _ => Some(lua::ProsodyVersion::V13),
    };
    let mut loader = Loader::new(&tree);
    let config = lua::evaluate(MAIN, &mut loader, &lua::Options { version, ..Default::default() });
    let mut sound = Sound::new(loader.sources());
    sound.errors(&config.errors);
    sound.errors(&config.warnings);
    sound.reason(config.lossy.as_ref());
    for section in &config.sections {
        sound.map(&section.options);
        for header in &section.headers {
            sound.span(header.span);
            sound.span(header.name_span);
            header.module.iter().for_each(|module| sound.node(module));
        }
    }
    config.includes.iter().for_each(|include| sound.span(include.span));
}

/// `config.js`.
pub fn js(input: &[u8]) {
    let (sources, file) = single(input);
    let page = js::evaluate(&[file], &sources, &js::Options::default());
    let mut sound = Sound::new(&sources);
    sound.errors(&page.errors);
    sound.errors(&page.exceptions);
    sound.errors(&page.warnings);
    sound.map(&page.globals);
    if let Some((reason, place)) = &page.lossy {
        sound.reason(Some(reason));
        place.iter().for_each(|place| sound.span(*place));
    }
}

/// HOCON, with and without a complete environment.
pub fn hocon(input: &[u8]) {
    let tree = tree(input);
    let mut loader = Loader::new(&tree);
    let env = vec![("HOME".to_owned(), "/root".to_owned())];
    let env_complete = input.len().is_multiple_of(2);
    let options = hocon::Options { env, env_complete, ..hocon::Options::default() };
    let document = hocon::load(MAIN, Role::Jicofo, &mut loader, &options).expect("the file is there");
    let mut sound = Sound::new(loader.sources());
    sound.errors(&document.errors);
    sound.errors(&document.warnings);
    sound.reason(document.lossy.as_ref());
    sound.map(&document.root);
}

/// `.env`.
pub fn dotenv(input: &[u8]) {
    let (sources, file) = single(input);
    let document = dotenv::parse(file, &sources, &[]);
    let mut sound = Sound::new(&sources);
    sound.errors(&document.errors);
    sound.errors(&document.warnings);
    sound.map(&document.root);
}

/// Compose files, with the input as their `.env` too.
pub fn compose(input: &[u8]) {
    let tree = tree(input);
    let mut loader = Loader::new(&tree);
    let file = loader.load(MAIN, Role::DotEnv).expect("the file is there");
    let dotenv = input.len().is_multiple_of(2).then(|| dotenv::parse(file, loader.sources(), &[]));
    let options = compose::Options {
        env: vec![("SET".to_owned(), "value".to_owned())],
        dotenv,
        dotenv_elsewhere: false,
    };
    let paths = [MAIN.to_owned(), "etc/link.conf".to_owned()];
    let document = compose::load(&paths, Role::Compose, &mut loader, &options);
    let mut sound = Sound::new(loader.sources());
    sound.errors(&document.errors);
    sound.errors(&document.warnings);
    sound.reason(document.incomplete.as_ref());
    document.used.iter().for_each(|used| sound.span(used.span));
    sound.map(&document.services);
}

/// Java properties.
pub fn properties(input: &[u8]) {
    let (sources, file) = single(input);
    let document = properties::parse(file, &sources);
    let mut sound = Sound::new(&sources);
    sound.errors(&document.errors);
    sound.map(&document.root);
}

/// Variables of a service.
pub fn shell_env(input: &[u8]) {
    let (sources, file) = single(input);
    let document = shell_env::parse(file, &sources);
    let mut sound = Sound::new(&sources);
    sound.errors(&document.errors);
    sound.map(&document.root);
}

/// nginx.
pub fn nginx(input: &[u8]) {
    let tree = tree(input);
    let mut loader = Loader::new(&tree);
    let config = nginx::load(MAIN, &mut loader).expect("the file is there");
    let mut sound = Sound::new(loader.sources());
    sound.errors(&config.errors);
    sound.reason(config.lossy.as_ref());
    sound.directives(&config.directives);
}

/// Apache, as Debian's main file and as any other one.
pub fn apache(input: &[u8]) {
    let mut tree = tree(input);
    tree.file("etc/apache2/apache2.conf", input);
    let main = if input.len().is_multiple_of(2) { MAIN } else { "etc/apache2/apache2.conf" };
    let mut loader = Loader::new(&tree);
    let config = apache::load(main, Some("2.4.62-1~deb12u2"), &mut loader).expect("the file is there");
    let written: Vec<_> = config.files.iter().map(|file| apache::written(*file, &mut loader)).collect();
    let mut sound = Sound::new(loader.sources());
    sound.errors(&config.errors);
    sound.reason(config.lossy.as_ref());
    sound.directives(&config.directives);
    written.iter().for_each(|directives| sound.directives(directives));
}

/// coturn.
pub fn turnserver(input: &[u8]) {
    let (sources, file) = single(input);
    let document = turnserver::parse(file, &sources);
    let mut sound = Sound::new(&sources);
    sound.errors(&document.warnings);
    sound.map(&document.root);
}

/// The whole way from a tree to both reports. `base` is an installation; the first byte of the input
/// says which of its files the rest replaces.
pub fn check(base: &MemoryTree, input: &[u8]) {
    let Some((choice, text)) = input.split_first() else { return };
    let mut tree = base.clone();
    tree.file(CHECKED[*choice as usize % CHECKED.len()], text);
    let deployment = build(&locate::find(&tree), Loader::new(&tree));
    let outcome = run(&rules::ALL, &deployment, &Selection::default());
    let sound = Sound::new(&deployment.sources);
    for diagnostic in &outcome.diagnostics {
        for text in [&diagnostic.message, &diagnostic.effect, &diagnostic.help] {
            assert!(!text.trim().is_empty(), "{} leaves something unsaid", diagnostic.rule);
        }
        sound.span(diagnostic.primary.span);
        diagnostic.related.iter().for_each(|label| sound.span(label.span));
        diagnostic.consequences.iter().for_each(|consequence| sound.span(consequence.primary.span));
    }
    for undecided in &outcome.undecided {
        sound.reason(Some(&undecided.reason));
        undecided.place.iter().for_each(|place| sound.span(*place));
    }
    let report = Report::new(&deployment, &outcome);
    let human = human::Options { verbose: true, unicode: true, ..human::Options::default() };
    for (_, format) in Format::ALL {
        let mut text = Vec::new();
        report.write(format, &human, &mut text).expect("memory takes everything");
        let text = String::from_utf8(text).expect("a report is UTF-8");
        // Terminals obey control characters.
        let control = text.find(|c: char| c.is_control() && c != '\n');
        assert_eq!(control, None, "a control character in {text:?}");
    }
}

fn single(input: &[u8]) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add(MAIN, input.to_vec());
    (sources, file)
}

/// Looks at everything a loader returned.
struct Sound<'s> {
    sources: &'s Sources,
    nodes: usize,
}

impl<'s> Sound<'s> {
    fn new(sources: &'s Sources) -> Self {
        Sound { sources, nodes: 0 }
    }

    fn span(&self, span: Span) {
        let file = self.sources.file(span.file);
        assert!(file.text().get(span.range()).is_some(), "{span:?} is no place in {}", file.path());
    }

    fn reason(&self, reason: Option<&Reason>) {
        assert!(reason.is_none_or(|reason| !reason.as_str().trim().is_empty()), "an empty reason");
    }

    fn errors(&self, errors: &[SyntaxError]) {
        for error in errors {
            self.span(error.span);
            assert!(!error.cause.trim().is_empty(), "no cause: {error:?}");
            assert!(error.fix.as_ref().is_none_or(|fix| !fix.trim().is_empty()), "no fix: {error:?}");
        }
    }

    fn map(&mut self, map: &Map) {
        for entry in map.iter() {
            self.span(entry.key_span);
            self.node(&entry.node);
            for beaten in &entry.beaten {
                self.span(beaten.key_span);
                self.node(&beaten.node);
            }
        }
    }

    fn node(&mut self, node: &Node) {
        self.nodes += 1;
        assert!(self.nodes <= MAX_NODES, "the text became more than {MAX_NODES} values");
        self.span(node.span);
        node.parts.iter().for_each(|part| self.span(*part));
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.node(item)),
            Value::Map(map) => self.map(map),
            Value::Table(pairs) => pairs.iter().for_each(|(key, value)| {
                self.node(key);
                self.node(value);
            }),
            Value::Unknown(reason) => self.reason(Some(reason)),
            _ => {}
        }
    }

    fn directives(&mut self, directives: &[Directive]) {
        for directive in directives {
            self.nodes += 1;
            assert!(self.nodes <= MAX_NODES, "the text became more than {MAX_NODES} directives");
            self.span(directive.span);
            self.span(directive.name.span);
            directive.args.iter().for_each(|word| self.span(word.span));
            directive.block.iter().for_each(|block| self.directives(block));
        }
    }
}
