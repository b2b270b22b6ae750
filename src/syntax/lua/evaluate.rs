//! What all files of one configuration share: the sections, the findings and the limits.

use std::collections::{BTreeMap, BTreeSet};

use super::config::{Options, ProsodyConfig, ProsodyVersion, Section, SectionKind};
use super::handles;
use super::order::Deed;
use super::parse::parse;
use super::statements::Interpreter;
use crate::load::{Loader, ReadError, Role};
use crate::syntax::{SyntaxError, guard};
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Reason, Value};

/// Expressions and statements that are evaluated at most; loops can repeat the same text.
const MAX_STEPS: usize = 3_000_000;
/// Text that is parsed at most; an Include can name the same file again.
const MAX_BYTES: usize = 32 << 20;
/// Options of one section; a map is searched from its start.
const MAX_OPTIONS: usize = 2_000;
/// Includes inside of included files.
const MAX_INCLUDE_DEPTH: usize = 20;

/// The state of one evaluation.
pub struct Evaluator<'l, 't> {
    pub loader: &'l mut Loader<'t>,
    pub options: &'l Options,
    /// The generation of Prosody that reads.
    pub version: ProsodyVersion,
    pub config: ProsodyConfig,
    sections: BTreeMap<String, usize>,
    /// Sections that were opened only where that is not certain.
    unsure: BTreeSet<usize>,
    /// Files that are being evaluated, the innermost last.
    active: Vec<FileId>,
    /// Why it is not certain that the current statement runs, once for each enclosing block.
    pub uncertain: Vec<String>,
    /// Whether a `return` that may have been reached ends a file early.
    pub may_have_returned: bool,
    /// Whether names that Lua does not know by itself may have a meaning.
    pub names_changed: bool,
    reported: BTreeSet<(Span, String)>,
    steps: usize,
    bytes: usize,
    /// What was done since the outermost wildcard began.
    pub deeds: Vec<Deed>,
    /// Wildcards that are being followed, one inside of the other.
    pub wildcards: usize,
}

/// Why a file was not evaluated.
pub enum NotRun {
    /// It could not be read.
    Unreadable(ReadError),
    /// It is already being evaluated, or includes lead too deep.
    Circle,
}

impl<'l, 't> Evaluator<'l, 't> {
    pub fn new(loader: &'l mut Loader<'t>, options: &'l Options, version: ProsodyVersion) -> Self {
        let global = Section {
            name: "*".to_owned(),
            kind: SectionKind::Global,
            headers: Vec::new(),
            options: Map::default(),
        };
        Evaluator {
            loader,
            options,
            version,
            config: ProsodyConfig { sections: vec![global], ..ProsodyConfig::default() },
            sections: BTreeMap::from([("*".to_owned(), 0)]),
            unsure: BTreeSet::new(),
            active: Vec::new(),
            uncertain: Vec::new(),
            may_have_returned: false,
            names_changed: false,
            reported: BTreeSet::new(),
            steps: 0,
            bytes: 0,
            deeds: Vec::new(),
            wildcards: 0,
        }
    }

    pub fn run_main(&mut self, main: &str) {
        let main = crate::load::join("", main);
        if let Err(NotRun::Unreadable(error)) = self.run_file(&main, format!("/{main}")) {
            self.lossy(format!("{main} could not be read: {error}"));
        }
    }

    pub fn finish(mut self) -> ProsodyConfig {
        for section in &mut self.config.sections {
            handles::let_go(&mut section.options);
            section.options.seal_secrets();
        }
        self.config
    }

    /// Evaluates a file; `path` is the one Prosody opens, which may be a link, and `written` how it writes it.
    pub fn run_file(&mut self, path: &str, written: String) -> Result<FileId, NotRun> {
        let file = self.loader.load(path, Role::Prosody).map_err(NotRun::Unreadable)?;
        if self.active.contains(&file) || self.active.len() >= MAX_INCLUDE_DEPTH {
            return Err(NotRun::Circle);
        }
        if !self.config.files.contains(&file) {
            self.config.files.push(file);
        }
        self.bytes += self.loader.sources().file(file).text().len();
        if self.bytes > MAX_BYTES {
            self.lossy(format!("{path} and what follows is too much text"));
            return Ok(file);
        }
        self.active.push(file);
        let depth = self.uncertain.len();
        // The tree must be walked and dropped on the big stack too.
        if guard::run(|| self.run_text(file, path, written)).is_none() {
            self.give_up(file, "could not be parsed");
        }
        self.uncertain.truncate(depth);
        self.active.pop();
        Ok(file)
    }

    fn run_text(&mut self, file: FileId, path: &str, written: String) {
        let source = self.loader.sources().file(file);
        let parsed = parse(file, source);
        if let Some(what) = parsed.refused {
            self.give_up(file, what);
        } else if let Some(first) = parsed.errors.first() {
            let line = self.loader.sources().position(first.span).line;
            self.give_up(file, &format!("has a syntax error in line {line}"));
        }
        for error in parsed.errors {
            self.refuse(error);
        }
        if let Some(ast) = parsed.ast {
            Interpreter::new(self, file, path, written).run(&ast);
        }
    }

    fn give_up(&mut self, file: FileId, what: &str) {
        let reason = format!("{} {what}", self.loader.sources().path(file));
        self.loader.partly_parsed(file, &reason);
        self.lossy(reason);
    }

    /// Whether Prosody is at least 13.
    pub fn is_13(&self) -> bool {
        self.version >= ProsodyVersion::V13
    }

    /// Notes that something may be missing; the first reason stays.
    pub fn lossy(&mut self, reason: impl Into<String>) {
        self.config.lossy.get_or_insert_with(|| Reason::new(reason));
    }

    /// Notes that something besides the options is changed, such as a name of Lua's that a file reads later.
    pub fn change_names(&mut self, reason: impl Into<String>) {
        self.names_changed = true;
        self.lossy(reason);
    }

    /// One more thing evaluated; whether there may be more.
    pub fn step(&mut self, cost: usize) -> bool {
        self.steps = self.steps.saturating_add(cost);
        if self.steps > MAX_STEPS {
            self.lossy("the configuration does more than can be followed");
        }
        self.steps <= MAX_STEPS
    }

    /// What makes Prosody refuse the configuration.
    pub fn report(&mut self, error: SyntaxError) {
        if self.reported.insert((error.span, error.cause.clone())) {
            self.config.errors.push(error);
        }
    }

    /// What makes Prosody refuse the configuration if it is reached; only where that is certain.
    pub fn refuse(&mut self, error: SyntaxError) {
        if self.uncertain.is_empty() && !self.may_have_returned {
            self.report(error);
        } else {
            self.config.may_stop.get_or_insert(error.span);
        }
    }

    /// What makes Prosody refuse the configuration if it is reached, and would not with a shorter path.
    pub fn refuse_for_path(&mut self, error: SyntaxError) {
        if let Some(reason) = self.uncertain.first() {
            let reason = Reason::new(reason.clone());
            self.config.may_stop.get_or_insert(error.span);
            self.config.long_path_unknown.get_or_insert((reason, error.span));
        } else if self.reported.insert((error.span, error.cause.clone())) {
            self.config.long_paths.push(error);
        }
    }

    pub fn note(&mut self, note: SyntaxError) {
        if self.reported.insert((note.span, note.cause.clone())) {
            self.config.notes.push(note);
        }
    }

    pub fn warn(&mut self, warning: SyntaxError) {
        if self.reported.insert((warning.span, warning.cause.clone())) {
            self.config.warnings.push(warning);
        }
    }

    /// The section of this name, made if it is new. `None` when it is a section of another kind.
    pub fn open(&mut self, name: &str, kind: SectionKind, place: Span) -> Option<usize> {
        if let Some(at) = self.sections.get(name).copied() {
            if self.uncertain.is_empty() && self.unsure.remove(&at) && self.config.sections[at].kind != kind {
                // Prosody goes on here only if the other one was never opened.
                self.config.may_stop.get_or_insert(place);
                self.config.sections[at].kind = kind;
            }
            let known = self.config.sections[at].kind;
            return (known == kind || known == SectionKind::Global).then_some(at);
        }
        let at = self.config.sections.len();
        self.sections.insert(name.to_owned(), at);
        if !self.uncertain.is_empty() {
            self.unsure.insert(at);
        }
        self.config.sections.push(Section {
            name: name.to_owned(),
            kind,
            headers: Vec::new(),
            options: Map::default(),
        });
        Some(at)
    }

    /// Whether a section of this name may not exist.
    pub fn is_unsure(&self, name: &str) -> bool {
        self.find(name).is_some_and(|at| self.unsure.contains(&at))
    }

    /// The section of this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.sections.get(name).copied()
    }

    /// Sets an option. Without a section it is lost, which was noted when the section was opened.
    pub fn set_option(&mut self, section: Option<usize>, name: &str, key_span: Span, mut node: Node) {
        let Some(section) = section else { return };
        if self.wildcards > 0 {
            self.deeds.push(Deed::Set(section, name.to_owned()));
        }
        let Some(section) = self.config.sections.get_mut(section) else { return };
        if let Some(reason) = self.uncertain.last() {
            node.value = Value::Unknown(Reason::new(reason.clone()));
        }
        if node.value == Value::Null {
            section.options.remove(name);
        } else if section.options.len() < MAX_OPTIONS || section.options.get(name).is_some() {
            section.options.set(name, key_span, node);
        } else {
            let reason = format!("the section {} has too many options", section.name);
            self.lossy(reason);
        }
    }
}
