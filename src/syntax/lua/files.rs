//! What a configuration reads from other files: `RunScript`, and since Prosody 13 `FileContents` and its like.

use full_moon::ast::Suffix;

use super::statements::Interpreter;
use crate::load::{ReadError, Role, parent};
use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Value};

impl Interpreter<'_, '_, '_> {
    /// A call of one of the functions that read a file.
    pub fn file_call(&mut self, function: &str, suffixes: &[&Suffix], span: Span) -> Node {
        let arguments = self.arguments(suffixes[0]);
        let path = match arguments.first().map(|node| &node.value) {
            Some(Value::Str(path)) => path,
            Some(Value::Unknown(reason)) => return Node::new(Value::Unknown(reason.clone()), span),
            _ => {
                let cause = format!("`{function}` needs a name in quotes");
                self.shared.refuse(SyntaxError::new(span, cause).fix("write the name in quotes"));
                return Node::unknown("Prosody stops while it reads the value", span);
            }
        };
        if function == "Credential" {
            // Whether systemd hands it over is not written in any configuration file.
            self.shared.config.may_stop.get_or_insert(span);
            return Node::unknown(format!("it is the systemd credential {path}"), span);
        }
        let unknown = Node::unknown(format!("it is the content of {path}"), span);
        if arguments.len() > 1 || suffixes.len() > 1 {
            return unknown;
        }
        let path = self.place_of(path);
        match self.named_file(&path, Role::ProsodyValue, span) {
            Some(file) => self.content(function, file, &path, span).unwrap_or(unknown),
            None => unknown,
        }
    }

    /// `RunScript "file"`: a program of its own, which sets no option but may give names to Lua.
    pub fn script_call(&mut self, suffixes: &[&Suffix], span: Span) -> Node {
        let arguments = self.arguments(suffixes[0]);
        let unknown = Node::unknown("it is the result of a script", span);
        match arguments.first().map(|node| &node.value) {
            Some(Value::Str(path)) => {
                let path = self.place_of(path);
                if self.named_file(&path, Role::ProsodyScript, span).is_some() {
                    self.shared.config.may_stop.get_or_insert(span);
                }
                self.shared.change_names(format!("the script {path} is not followed"));
            }
            // Without a name, Lua would read the script from the standard input.
            _ => {
                self.shared.config.may_stop.get_or_insert(span);
                self.shared.change_names("the script that is run is not known");
            }
        }
        unknown
    }

    /// Reads a file without which Prosody stops, so that it is among those that were read.
    fn named_file(&mut self, path: &str, role: Role, span: Span) -> Option<FileId> {
        match self.shared.loader.load(path, role) {
            Ok(file) => return Some(file),
            // A tree that lacks the whole directory is a copy of a part of a host.
            Err(ReadError::Missing | ReadError::DanglingLink)
                if self.shared.loader.list(parent(path)).is_ok() =>
            {
                let cause = format!("Prosody stops here: it cannot read /{path}, there is no such file");
                self.shared.refuse(SyntaxError::new(span, cause).fix("make the file, or correct its name"));
            }
            Err(ReadError::NotAFile("a directory")) => {
                let cause = format!("Prosody stops here: /{path} is a directory, which it cannot read");
                self.shared.refuse(SyntaxError::new(span, cause).fix("write the name of a file"));
            }
            Err(_) => drop(self.shared.config.may_stop.get_or_insert(span)),
        }
        None
    }

    /// What a function makes of the text in a file; `None` if that cannot be written down.
    fn content(&mut self, function: &str, file: FileId, path: &str, span: Span) -> Option<Node> {
        let source = self.shared.loader.sources().file(file);
        let cost = source.text().len();
        if !source.invalid_utf8().is_empty() || !self.shared.step(cost) {
            return None;
        }
        let text = self.shared.loader.sources().file(file).text();
        let whole = || text.strip_suffix('\n').unwrap_or(text);
        let value = match function {
            "FileLines" if text.is_empty() => Value::Map(Map::default()),
            "FileLines" => Value::List(
                whole().split('\n').map(|line| Node::new(Value::Str(line.to_owned()), span)).collect(),
            ),
            "FileLine" if text.is_empty() => {
                let cause = format!("Prosody stops here: /{path} is empty, it has no first line");
                self.shared.refuse(SyntaxError::new(span, cause).fix("write the value into the file"));
                return None;
            }
            "FileLine" => Value::Str(text.split('\n').next().unwrap_or_default().to_owned()),
            _ => Value::Str(text.to_owned()),
        };
        Some(Node::new(value, span))
    }
}
