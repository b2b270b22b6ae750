//! From lines to directives, through conditions and all included files.

use super::conditions::World;
use super::lines::{Line, Lines};
use super::{Config, Directive, Word, include, names, passed};
use crate::load::{Loader, ReadError, Role, join, parent};
use crate::syntax::SyntaxError;
use crate::syntax::guard::MAX_DEPTH;
use crate::syntax::nginx::include::is_pattern;
use crate::text::{FileId, Span};
use crate::value::Reason;

/// All texts together; files that are included in many places count every time.
const MAX_BYTES: usize = 16 << 20;
/// Files that include each other without a circle can still multiply.
const MAX_INCLUDES: usize = 20_000;
/// Nor do patterns of names meet more names on any host.
const MAX_LOOKS: usize = 200_000;
/// Nobody reads more errors.
const MAX_ERRORS: usize = 100;

const NO_NAME: &str = "a blank stands behind this `<`, so that the section has no name for Apache";

pub(super) fn parse(main: &str, file: FileId, version: Option<&str>, loader: &mut Loader<'_>) -> Config {
    let world = World::new(main, version, loader);
    let root = parent(&join("", main)).to_owned();
    let mut parser = Parser::new(loader, root, world, true);
    parser.config.directives = parser.file(file, 0);
    let mut config = parser.config;
    config.modules = parser.world.modules;
    if !config.errors.is_empty() {
        config.lossy.get_or_insert(Reason::new("the configuration of Apache has errors"));
    }
    config
}

/// Reads one file and no other.
pub(super) fn written(file: FileId, loader: &mut Loader<'_>) -> Vec<Directive> {
    Parser::new(loader, String::new(), World::default(), false).file(file, 0)
}

struct Parser<'l, 't> {
    loader: &'l mut Loader<'t>,
    /// ServerRoot, from where relative paths start.
    root: String,
    world: World,
    config: Config,
    /// The file that is read, and those that include it.
    open_files: Vec<FileId>,
    /// The names of the sections around, over all files; without those decided while reading.
    sections: Vec<String>,
    /// How many conditions around could not be decided.
    unsure: usize,
    bytes: usize,
    includes: usize,
    /// Names of files that may still be looked at.
    looks: usize,
    /// Whether conditions are decided and included files read.
    follow: bool,
}

/// One file while it is read.
struct File<'t> {
    lines: Lines<'t>,
    open: Vec<Open>,
}

/// The start of a section.
struct Open {
    /// In lower case.
    name: String,
    /// As it is written.
    shown: String,
    span: Span,
    /// Whether it is a condition, which httpd lets end with the file.
    condition: bool,
    /// Whether a blank stands behind the `<`, which leaves the section without a name.
    apart: bool,
}

impl<'l, 't> Parser<'l, 't> {
    fn new(loader: &'l mut Loader<'t>, root: String, world: World, follow: bool) -> Self {
        Parser {
            loader,
            root,
            world,
            config: Config::default(),
            open_files: Vec::new(),
            sections: Vec::new(),
            unsure: 0,
            bytes: 0,
            includes: 0,
            looks: MAX_LOOKS,
            follow,
        }
    }

    fn lossy(&mut self, reason: impl Into<String>) {
        self.config.lossy.get_or_insert(Reason::new(reason));
        self.world.incomplete();
    }

    fn error(&mut self, span: Span, noticed: Span, cause: impl Into<String>, fix: impl Into<String>) {
        // Of lines that are joined httpd names the last.
        let noticed = Span { start: noticed.end, ..noticed };
        let error = SyntaxError::new(span, cause).fix(fix).noticed(noticed);
        // A file that is included twice has its errors once.
        if self.config.errors.len() < MAX_ERRORS && !self.config.errors.contains(&error) {
            self.config.errors.push(error);
        }
    }

    fn file(&mut self, id: FileId, depth: usize) -> Vec<Directive> {
        let text = self.loader.sources().file(id).text().to_owned();
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            self.lossy("the files of Apache are too large together");
            return Vec::new();
        }
        if !self.config.files.contains(&id) {
            self.config.files.push(id);
        }
        if text.starts_with('\u{FEFF}') {
            let cause = "the file starts with a byte order mark, which Apache takes as part of a name";
            let span = Span::new(id, 0, 3);
            self.error(span, span, cause, "save the file as UTF-8 without a byte order mark");
        }
        self.open_files.push(id);
        let mut file = File { lines: Lines::new(id, &text), open: Vec::new() };
        let mut directives = Vec::new();
        while let Some(line) = file.lines.next() {
            self.line(&mut file, line, depth, &mut directives);
        }
        self.end_inside(&file);
        self.open_files.pop();
        directives
    }

    /// Reads to the end of the innermost section; its end may also be that of one around it.
    fn block(&mut self, file: &mut File<'_>, depth: usize) -> Vec<Directive> {
        let level = file.open.len();
        let mut directives = Vec::new();
        while file.open.len() >= level {
            let Some(line) = file.lines.next() else { break };
            self.line(file, line, depth, &mut directives);
        }
        directives
    }

    fn line(&mut self, file: &mut File<'_>, mut line: Line, depth: usize, directives: &mut Vec<Directive>) {
        // The mark at the start of a file has its own message.
        if line.rest().starts_with('\u{FEFF}') {
            line.take('\u{FEFF}');
        }
        if line.rest().is_empty() || line.rest().starts_with('#') {
            return;
        }
        let whole = line.whole();
        if self.follow {
            self.resolve(&mut line);
        }
        let apart = line.rest().starts_with('<') && line.rest()[1..].starts_with([' ', '\t']);
        if !line.take('<') {
            let Some(mut name) = line.word() else { return };
            // httpd takes the bracket off any first word.
            if name.text.len() > 1 && name.text.ends_with('>') {
                name.text.pop();
            }
            let args = std::iter::from_fn(|| line.word()).collect();
            return self.simple(Directive { name, args, block: None, span: whole }, depth, directives);
        }
        let Some(mut name) = line.word() else {
            return self.error(
                whole,
                whole,
                "this `<` starts no section",
                "write the name of a section behind it",
            );
        };
        if let Some(closed) = name.text.strip_prefix('/') {
            return self.close(file, closed, whole);
        }
        let bracket = name.text.ends_with('>');
        if bracket {
            name.text.pop();
            name.span.end = name.span.end.saturating_sub(1).max(name.span.start);
        } else if !line.cut_bracket() {
            let cause = "there is no `>` at the end of this line";
            let end = line.last();
            self.error(end, whole, cause, format!("write `<{} …>`", name.text));
        }
        let args = if bracket { Vec::new() } else { std::iter::from_fn(|| line.word()).collect() };
        self.section(file, Directive { name, args, block: None, span: whole }, apart, depth, directives);
    }

    /// Puts values in the place of variables. They count as text that is read, as they can double with every line.
    fn resolve(&mut self, line: &mut Line) {
        if self.bytes > MAX_BYTES {
            return self.lossy("the variables of Apache are too large together");
        }
        let before = line.rest().len();
        line.resolve(|name| self.world.variable(name));
        self.bytes += line.rest().len().saturating_sub(before);
    }

    /// A directive without a block.
    fn simple(&mut self, directive: Directive, depth: usize, directives: &mut Vec<Directive>) {
        if !self.follow {
            return directives.push(directive);
        }
        let name = directive.name.text.to_ascii_lowercase();
        let sure = self.unsure == 0;
        match (name.as_str(), directive.args.as_slice()) {
            ("include" | "includeoptional", [path]) => {
                let path = path.clone();
                return self.include(&path, name == "includeoptional", depth, directives);
            }
            ("include" | "includeoptional", _) => {
                let cause = format!("`{}` takes one path", directive.name.text);
                let fix = "put a path with a space in quotes, and each path on a line of its own";
                return self.error(directive.span, directive.span, cause, fix);
            }
            ("loadmodule", [symbol, ..]) => self.world.load(&symbol.text, sure),
            ("define", [variable]) => self.world.define(&variable.text, None, sure),
            ("define", [variable, value]) => self.world.define(&variable.text, Some(&value.text), sure),
            ("undefine", [variable]) => self.world.undefine(&variable.text, sure),
            ("serverroot", [path]) => self.root = join("", &path.text),
            ("use", _) => self.lossy("macros (`Use`) are not followed here"),
            _ => {}
        }
        if let Some(module) = names::module_of(&name)
            && sure
            && self.world.modules.has(module) == Some(false)
        {
            let short = module.trim_end_matches("_module");
            let cause =
                format!("Apache does not know `{}`: the module {short} is not loaded", directive.name.text);
            let span = directive.name.span;
            self.error(span, span, cause, format!("run `sudo a2enmod {short}`, or remove the line"));
        }
        directives.push(directive);
    }

    /// A section, after its first line.
    fn section(
        &mut self,
        file: &mut File<'_>,
        mut directive: Directive,
        apart: bool,
        depth: usize,
        directives: &mut Vec<Directive>,
    ) {
        let name = directive.name.text.to_ascii_lowercase();
        let span = directive.span;
        let condition = names::is_condition(&name);
        self.check_section(&name, &directive);
        let holds = match condition && self.follow && !apart {
            true => self.world.holds(&name, &directive.args, self.loader, &self.root),
            false => None,
        };
        if holds == Some(false) {
            return self.soak(file, &name, span);
        }
        if name == "macro" && self.follow && !apart {
            if !passed::macro_text(&mut file.lines) {
                self.error(span, span, "this macro is never closed", "add `</Macro>` where it ends");
            }
            directive.block = Some(Vec::new());
            return directives.push(directive);
        }
        if depth >= MAX_DEPTH {
            self.lossy("sections are nested too deep");
            return passed::section(&mut file.lines);
        }
        let shown = directive.name.text.clone();
        file.open.push(Open {
            name: name.clone(),
            shown,
            span,
            condition: condition && self.follow && !apart,
            apart,
        });
        if holds == Some(true) {
            let inner = self.block(file, depth + 1);
            return directives.extend(inner);
        }
        if condition {
            self.unsure += 1;
        } else {
            self.sections.push(name);
        }
        directive.block = Some(self.block(file, depth + 1));
        if condition {
            self.unsure -= 1;
        } else {
            self.sections.pop();
        }
        directives.push(directive);
    }

    /// Notes what httpd refuses in the first line of a section.
    fn check_section(&mut self, name: &str, directive: &Directive) {
        let (shown, span) = (&directive.name.text, directive.span);
        if self.unsure > 0 || !self.follow {
            return;
        }
        if names::section(name).is_none() {
            match names::meant(name) {
                Some(meant) => {
                    let cause = format!("Apache knows no section `<{shown}>`");
                    self.error(directive.name.span, span, cause, format!("write `<{meant}>`"));
                }
                None => {
                    self.lossy(format!("the section `<{shown}>` belongs to a module that is not known here"))
                }
            }
        } else if names::needs_argument(name) && directive.args.is_empty() {
            let cause = format!("`<{shown}>` says not what it is for");
            self.error(span, span, cause, format!("write it as `<{shown} …>`"));
        } else if let Some(outer) = names::forbidden_in(name, &self.sections) {
            let outer = names::section(outer).unwrap_or(outer);
            let cause = format!("`<{shown}>` may not stand inside of `<{outer}>`");
            self.error(
                span,
                span,
                cause,
                format!("move it out of the section, or close `<{outer}>` before it"),
            );
        }
    }

    /// The end of a section. `name` is what stands behind `</`.
    fn close(&mut self, file: &mut File<'_>, name: &str, place: Span) {
        let Some(stem) = name.strip_suffix('>') else {
            let cause = "there is no `>` directly behind the name";
            self.error(place, place, cause, format!("write `</{name}>`"));
            // What was meant is clear.
            return self.close_named(file, name, place);
        };
        self.close_named(file, stem, place);
    }

    fn close_named(&mut self, file: &mut File<'_>, shown: &str, place: Span) {
        let name = shown.to_ascii_lowercase();
        let Some(last) = file.open.last() else {
            let cause = format!("this `</{shown}>` closes nothing");
            let fix = "remove it, or look for a section above that is closed too early";
            return self.error(place, place, cause, fix);
        };
        if last.name == name {
            if last.apart {
                let start = Span { end: last.span.start + 1, ..last.span };
                self.error(start, place, NO_NAME, "remove the blank");
            }
            file.open.pop();
            return;
        }
        let (last_shown, last_span) = (last.shown.clone(), last.span);
        match file.open.iter().rposition(|open| open.name == name) {
            Some(at) => {
                let cause = format!("this `<{last_shown}>` is still open where `</{shown}>` follows");
                self.error(last_span, place, cause, format!("add `</{last_shown}>` where the section ends"));
                file.open.truncate(at);
            }
            None => {
                let cause = format!("this is to close `<{last_shown}>`, and has another name");
                self.error(place, place, cause, format!("write `</{last_shown}>`"));
                file.open.pop();
            }
        }
    }

    /// The file ends. A condition that is still open then ends with it, together with what is open in it.
    fn end_inside(&mut self, file: &File<'_>) {
        let open: Vec<&Open> = file.open.iter().take_while(|open| !open.condition).collect();
        if let (Some(first), Some(last)) = (open.first(), open.last()) {
            let cause = format!("this `<{}>` is never closed", last.shown);
            self.error(
                last.span,
                first.span,
                cause,
                format!("add `</{}>` where the section ends", last.shown),
            );
        }
        if open.len() < file.open.len() {
            self.lossy("a condition (`<IfModule>`) is not closed");
        }
    }

    /// Passes a condition that does not hold. httpd counts the sections in it, and nothing more.
    fn soak(&mut self, file: &mut File<'_>, name: &str, span: Span) {
        let mut open = vec![(name.to_owned(), span)];
        while let Some((inner, inner_span)) = open.last() {
            let Some(mut line) = file.lines.next() else {
                let cause = "this section is never closed";
                return self.error(*inner_span, span, cause, format!("add `</{inner}>` where it ends"));
            };
            let place = line.whole();
            let Some(word) = line.word().map(|word| word.text) else { continue };
            let Some(word) = word.strip_prefix('<') else { continue };
            let Some(closed) = word.strip_prefix('/') else {
                let started = word.strip_suffix('>').unwrap_or(word).to_ascii_lowercase();
                open.push((started, place));
                continue;
            };
            let mut closed = closed.to_owned();
            closed.pop();
            if !closed.eq_ignore_ascii_case(inner) {
                let (cause, fix) = match inner.as_str() {
                    "" => (NO_NAME.to_owned(), "remove the blank".to_owned()),
                    inner => (
                        format!("`<{inner}>` is still open where `</{closed}>` follows"),
                        format!("write `</{inner}>` where the section ends"),
                    ),
                };
                self.error(*inner_span, span, cause, fix);
            }
            open.pop();
        }
    }

    /// Puts what files hold in the place of the `Include`.
    fn include(&mut self, path: &Word, optional: bool, depth: usize, directives: &mut Vec<Directive>) {
        if path.text.contains("${") {
            return self.lossy("Apache includes files whose names come from a variable");
        }
        let wild = is_pattern(&path.text);
        let found = include::expand(&join(&self.root, &path.text), self.loader, &mut self.looks);
        if self.looks == 0 {
            return self.lossy("Apache looks for files in too many directories");
        }
        if wild && found.is_empty() && !optional && self.unsure == 0 {
            let cause = "no file has such a name";
            self.error(path.span, path.span, cause, "write `IncludeOptional` if there need not be any");
        }
        for name in found {
            self.includes += 1;
            if self.includes > MAX_INCLUDES {
                return self.lossy("Apache includes too many files");
            }
            let id = match self.loader.load(&name, Role::Apache) {
                Ok(id) => id,
                Err(error) => {
                    self.unreadable(path, &name, optional, &error);
                    continue;
                }
            };
            if self.open_files.contains(&id) {
                let cause =
                    format!("this includes `/{name}`, which is included from there again, without end");
                self.error(path.span, path.span, cause, "remove one of the two `Include` lines");
            } else if depth >= MAX_DEPTH {
                self.lossy("files are included too deep");
            } else {
                directives.extend(self.file(id, depth + 1));
            }
        }
    }

    fn unreadable(&mut self, path: &Word, name: &str, optional: bool, error: &ReadError) {
        match error {
            ReadError::Missing | ReadError::DanglingLink if optional || self.unsure > 0 => {}
            ReadError::Missing => {
                let fix = "create the file, put the path right, or remove the line";
                self.error(path.span, path.span, format!("there is no file `/{name}`"), fix);
            }
            ReadError::DanglingLink => {
                let cause = format!("`/{name}` is a link to a file that does not exist");
                self.error(path.span, path.span, cause, "remove the link or put its target right");
            }
            error => self.lossy(format!("`/{name}` could not be read: {error}")),
        }
    }
}
