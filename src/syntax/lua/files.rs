//! What Prosody 13 reads from other files: `FileContents`, `FileLine`, `FileLines` and `Credential`.

use full_moon::ast::Suffix;

use super::statements::Interpreter;
use crate::load::{ReadError, join, parent};
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Map, Node, Value};

/// No secret or list is near this size.
const MAX_FILE: u64 = 64 << 10;

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
        let path = join(&self.dir, path);
        match self.shared.loader.tree().read(&path, MAX_FILE) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => self.content(function, &text, &path, span),
                Err(_) => unknown,
            },
            // A tree that lacks the whole directory is a copy of a part of a host.
            Err(ReadError::Missing | ReadError::DanglingLink)
                if self.shared.loader.list(parent(&path)).is_ok() =>
            {
                let cause = format!("Prosody stops here: it cannot read /{path}, there is no such file");
                self.shared.refuse(SyntaxError::new(span, cause).fix("make the file, or correct its name"));
                Node::unknown("Prosody stops while it reads the value", span)
            }
            Err(_) => {
                self.shared.config.may_stop.get_or_insert(span);
                unknown
            }
        }
    }

    fn content(&mut self, function: &str, text: &str, path: &str, span: Span) -> Node {
        let whole = || text.strip_suffix('\n').unwrap_or(text);
        let value = match function {
            "FileLines" if text.is_empty() => Value::Map(Map::default()),
            "FileLines" => Value::List(
                whole().split('\n').map(|line| Node::new(Value::Str(line.to_owned()), span)).collect(),
            ),
            "FileLine" if text.is_empty() => {
                let cause = format!("Prosody stops here: /{path} is empty, it has no first line");
                self.shared.refuse(SyntaxError::new(span, cause).fix("write the value into the file"));
                return Node::unknown("Prosody stops while it reads the value", span);
            }
            "FileLine" => Value::Str(text.split('\n').next().unwrap_or_default().to_owned()),
            _ => Value::Str(text.to_owned()),
        };
        Node::new(value, span)
    }
}
