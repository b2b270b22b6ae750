//! From words to directives, through all included files.

use super::lexer::{End, Lexer, Token};
use super::{Config, Directive, Word, include, names};
use crate::load::{Loader, ReadError, Role, join, parent};
use crate::syntax::guard::MAX_DEPTH;
use crate::text::{FileId, Span};
use crate::value::Reason;

/// All texts together; files that are included in many places count every time.
const MAX_BYTES: usize = 16 << 20;
/// Files that include each other without a circle can still multiply.
const MAX_INCLUDES: usize = 20_000;

const NO_SEMICOLON: &str = "there is no `;` after this directive";
const ADD_SEMICOLON: &str = "add a `;` at the end of the line";

pub(super) fn parse(main: &str, file: FileId, loader: &mut Loader<'_>) -> Config {
    // nginx knows the directory by the name it was given, not by where a link leads.
    let prefix = parent(&join("", main)).to_owned();
    let mut parser = Parser::new(loader, prefix, true);
    parser.config.directives = parser.file(file, Place { depth: 0, data: false });
    let mut config = parser.config;
    if !config.errors.is_empty() {
        let reason = Reason::new("the configuration of nginx has errors");
        config.lossy.get_or_insert(reason);
    }
    config
}

/// Reads one file and no other.
pub(super) fn written(file: FileId, loader: &mut Loader<'_>) -> Vec<Directive> {
    Parser::new(loader, String::new(), false).file(file, Place { depth: 0, data: false })
}

struct Parser<'l, 't> {
    loader: &'l mut Loader<'t>,
    prefix: String,
    config: Config,
    /// The file that is read, and those that include it.
    open_files: Vec<FileId>,
    bytes: usize,
    includes: usize,
    /// Whether included files are read.
    follow: bool,
}

/// Where directives stand.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    /// Whether the first words of lines are data, as in `map`.
    data: bool,
}

/// One file while it is read.
struct File<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The first block whose `}` stands further left than the block's own first line.
    suspect: Option<Span>,
    /// Whether the end of the file was found inside of a block.
    unclosed: bool,
}

/// An opening brace.
struct Open {
    span: Span,
    indent: Option<usize>,
}

impl File<'_> {
    fn error(&mut self, span: Span, cause: impl Into<String>, fix: impl Into<String>) {
        self.lexer.error(span, cause, fix);
    }

    /// How far the text at `at` is indented, if it is the first on its line.
    fn indent(&self, at: u32) -> Option<usize> {
        let before = &self.text[..at as usize];
        let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
        before[..before.len() - blanks].chars().next_back().is_none_or(|c| c == '\n').then_some(blanks)
    }

    /// Notes when a `}` looks as if it were meant for an outer block.
    fn close(&mut self, open: &Open, brace: Span) {
        let moved_left = match (open.indent, self.indent(brace.start)) {
            (Some(open), Some(close)) => close < open,
            _ => false,
        };
        if moved_left {
            self.suspect.get_or_insert(open.span);
        }
    }

    fn end_inside(&mut self, open: &Open) {
        if std::mem::replace(&mut self.unclosed, true) {
            return;
        }
        if let Some(brace) = self.lexer.stuck_brace {
            let cause = "this `}` is part of the word before it and closes no block";
            self.error(brace, cause, "put a `;` before the `}`");
        } else {
            let span = self.suspect.unwrap_or(open.span);
            let end = Span::new(span.file, self.text.len(), self.text.len());
            let fix = "add a `}` where the block ends";
            self.lexer.error_noticed(span, end, "this `{` is never closed", fix);
        }
    }
}

impl<'l, 't> Parser<'l, 't> {
    fn new(loader: &'l mut Loader<'t>, prefix: String, follow: bool) -> Self {
        let (config, open_files) = (Config::default(), Vec::new());
        Parser { loader, prefix, config, open_files, bytes: 0, includes: 0, follow }
    }

    fn lossy(&mut self, reason: impl Into<String>) {
        self.config.lossy.get_or_insert(Reason::new(reason));
    }

    fn file(&mut self, id: FileId, place: Place) -> Vec<Directive> {
        let text = self.loader.sources().file(id).text().to_owned();
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            self.lossy("the files of nginx are too large together");
            return Vec::new();
        }
        let again = self.config.files.contains(&id);
        if !again {
            self.config.files.push(id);
        }
        self.open_files.push(id);
        let mut file = File { text: &text, lexer: Lexer::new(id, &text), suspect: None, unclosed: false };
        let directives = self.block(&mut file, place, None);
        self.open_files.pop();
        // A file that is included twice has its errors once.
        if !again {
            let mut errors = file.lexer.errors;
            errors.sort_by_key(|error| error.span);
            self.config.errors.append(&mut errors);
        }
        directives
    }

    /// Reads to the end of a block, or of the file if there is no opening brace.
    fn block(&mut self, file: &mut File<'_>, place: Place, open: Option<Open>) -> Vec<Directive> {
        let mut directives = Vec::new();
        loop {
            let statement = file.lexer.statement();
            let (mut end, mut end_span) = (statement.end, statement.end_span);
            let mut parts = split_at_directives(statement.words, place);
            let mut words = parts.pop().unwrap_or_default();
            let mut parts = parts.into_iter().peekable();
            while let Some(part) = parts.next() {
                let last = part[part.len() - 1].word.span;
                let name = &part[0].word.text;
                let opens_block = names::is_block(name) || (name == "server" && part.len() == 1);
                let next = parts.peek().unwrap_or(&words)[0].word.span;
                if opens_block && file.lexer.rewind(next.range().start) {
                    file.error(last, "there is no `{` after this directive", "add the `{`");
                    (words, end, end_span) = (part, End::Opening, last);
                    break;
                }
                file.lexer.error_noticed(last, statement.end_span, NO_SEMICOLON, ADD_SEMICOLON);
                self.simple(file, part, last, place, &mut directives);
            }
            let last = words.last().map(|token| token.word.span);
            match (end, last) {
                (End::Semicolon, None) => {
                    file.error(end_span, "there is no directive before this `;`", "remove it")
                }
                (End::Semicolon, Some(last)) => {
                    let name = &words[0].word.text;
                    if !place.data && names::is_block(name) {
                        let cause = format!("`{name}` needs a block in braces");
                        let fix = "write `{ … }` in place of the `;`";
                        file.lexer.error_noticed(last.to(end_span), end_span, cause, fix);
                    }
                    self.simple(file, words, end_span, place, &mut directives);
                }
                (End::Opening, _) => self.nested(file, words, end_span, place, &mut directives),
                (End::Closing | End::File, last) => {
                    if let Some(last) = last {
                        file.lexer.error_noticed(last, statement.end_span, NO_SEMICOLON, ADD_SEMICOLON);
                        self.simple(file, words, last, place, &mut directives);
                    }
                    match (&open, end) {
                        (Some(open), End::Closing) => file.close(open, end_span),
                        (Some(open), _) => file.end_inside(open),
                        (None, End::Closing) => {
                            let fix = "remove it, or look for a block above that is closed too early";
                            file.error(end_span, "this `}` closes nothing", fix);
                            continue;
                        }
                        (None, _) => {}
                    }
                    return directives;
                }
            }
        }
    }

    /// A directive without a block.
    fn simple(
        &mut self,
        file: &mut File<'_>,
        words: Vec<Token>,
        end: Span,
        place: Place,
        directives: &mut Vec<Directive>,
    ) {
        let Some(directive) = directive(words, end, None) else { return };
        match directive.args.as_slice() {
            [path] if self.follow && directive.name.text == "include" => {
                self.include(file, path, place, directives)
            }
            _ => directives.push(directive),
        }
    }

    /// A block, after its opening brace.
    fn nested(
        &mut self,
        file: &mut File<'_>,
        words: Vec<Token>,
        brace: Span,
        place: Place,
        directives: &mut Vec<Directive>,
    ) {
        let name = words.first().map(|token| token.word.text.clone()).unwrap_or_default();
        if words.is_empty() {
            file.error(
                brace,
                "there is no directive before this `{`",
                "remove it, or write what it belongs to",
            );
        } else if !place.data && names::is_simple(&name) {
            let cause = format!("`{name}` has no block: it ends with `;`");
            file.error(brace, cause, "look for a missing `;` or a missing word before the brace");
        }
        let indent = words.first().and_then(|token| file.indent(token.word.span.start));
        let open = Open { span: brace, indent };
        let block = if name.ends_with("_by_lua_block") {
            if !file.lexer.skip_lua() {
                file.end_inside(&open);
            }
            Vec::new()
        } else if place.depth >= MAX_DEPTH {
            self.lossy("blocks are nested too deep");
            skip_block(file, &open);
            Vec::new()
        } else {
            let inner = Place { depth: place.depth + 1, data: names::holds_data(&name) };
            self.block(file, inner, Some(open))
        };
        directives.extend(directive(words, brace, Some(block)));
    }

    /// Puts what a file holds in the place of the `include`.
    fn include(&mut self, file: &mut File<'_>, path: &Word, place: Place, directives: &mut Vec<Directive>) {
        let pattern = join(&self.prefix, &path.text);
        let plain = !include::is_pattern(&path.text);
        for name in include::expand(&pattern, self.loader) {
            self.includes += 1;
            if self.includes > MAX_INCLUDES {
                return self.lossy("nginx includes too many files");
            }
            let id = match self.loader.load(&name, Role::Nginx) {
                Ok(id) => id,
                Err(error) => {
                    self.unreadable(file, path, &name, plain, &error);
                    continue;
                }
            };
            if self.open_files.contains(&id) {
                let cause =
                    format!("this includes `/{name}`, which is included from there again, without end");
                file.error(path.span, cause, "remove one of the two `include` lines");
            } else if place.depth >= MAX_DEPTH {
                self.lossy("files are included too deep");
            } else {
                let included = self.file(id, Place { depth: place.depth + 1, ..place });
                directives.extend(included);
            }
        }
    }

    fn unreadable(&mut self, file: &mut File<'_>, path: &Word, name: &str, plain: bool, error: &ReadError) {
        // Links to parts of packages lead out of a tree in which only /etc was copied.
        let packaged = parent(name).ends_with("modules-enabled");
        match error {
            ReadError::Missing if plain => {
                let fix = "create the file, put the path right, or remove the line";
                file.error(path.span, format!("there is no file `/{name}`"), fix);
            }
            ReadError::DanglingLink if !packaged => {
                let cause = format!("`/{name}` is a link to a file that does not exist");
                file.error(path.span, cause, "remove the link or put its target right");
            }
            ReadError::NotAFile(kind) => {
                let cause = format!("`/{name}` is {kind}, which nginx cannot include");
                file.error(path.span, cause, "name files, for example with `/*.conf`");
            }
            // It vanished between listing and reading.
            ReadError::Missing => {}
            error => self.lossy(format!("`/{name}` could not be read: {error}")),
        }
    }
}

/// Passes a block that is nested too deep to be kept.
fn skip_block(file: &mut File<'_>, open: &Open) {
    let mut depth = 1_usize;
    while depth > 0 {
        match file.lexer.statement().end {
            End::Opening => depth += 1,
            End::Closing => depth -= 1,
            End::Semicolon => {}
            End::File => return file.end_inside(open),
        }
    }
}

/// Parts a directive before each word that must start another one: a `;` or `{` is missing there.
fn split_at_directives(words: Vec<Token>, place: Place) -> Vec<Vec<Token>> {
    let mut parts: Vec<Vec<Token>> = Vec::new();
    for token in words {
        let starts =
            !place.data && token.starts_line && !token.quoted && names::starts_directive(&token.word.text);
        match parts.last_mut() {
            Some(part) if !starts => part.push(token),
            _ => parts.push(vec![token]),
        }
    }
    parts
}

fn directive(words: Vec<Token>, end: Span, block: Option<Vec<Directive>>) -> Option<Directive> {
    let mut words = words.into_iter().map(|token| token.word);
    let name = words.next()?;
    let span = name.span.to(end);
    Some(Directive { name, args: words.collect(), block, span })
}
