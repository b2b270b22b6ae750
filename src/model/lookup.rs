//! Answers that may be unknown: a thing looked up by name, and lists of texts.

use crate::fact::Verdict;
use crate::text::Span;
use crate::value::{Node, Reason, Value};

/// What came of looking something up by its name.
#[derive(Clone, Debug)]
pub enum Lookup<T> {
    /// It is there.
    Found(T),
    /// It is surely not there.
    Missing,
    /// It may be there: some of the configuration could not be followed.
    Unknown(Reason),
}

impl<T> Lookup<T> {
    /// The thing, if it is there.
    pub fn found(self) -> Option<T> {
        match self {
            Lookup::Found(thing) => Some(thing),
            _ => None,
        }
    }

    /// Whether it is there.
    pub fn exists(&self) -> Verdict {
        match self {
            Lookup::Found(_) => Verdict::Yes,
            Lookup::Missing => Verdict::No,
            Lookup::Unknown(reason) => Verdict::CannotTell(reason.clone(), None),
        }
    }
}

/// A list of texts in which some items may be unknown.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The items that are known.
    pub items: Vec<TextItem>,
    /// Why there may be more.
    pub unknown: Option<(Reason, Span)>,
}

/// One item of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextItem {
    /// The text.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl Texts {
    /// The texts of a list, as Prosody's `get_option_array` and `get_option_set` see it:
    /// a single value counts as a list of one.
    pub fn from_node(node: &Node) -> Self {
        let mut texts = Texts::default();
        texts.extend(node);
        texts
    }

    /// Adds the items of another list.
    pub fn extend(&mut self, node: &Node) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.push(item)),
            Value::Map(_) => {}
            // Prosody reads only the keys 1 to n of a mixed table.
            Value::Table(pairs) => {
                let mut next = 1;
                while let Some((_, item)) = pairs.iter().find(|(key, _)| key.value == Value::Int(next)) {
                    self.push(item);
                    next += 1;
                }
            }
            _ => self.push(node),
        }
    }

    /// The texts of a table, as Prosody's module manager sees it: anything else has none.
    pub fn from_list(node: &Node) -> Self {
        let mut texts = Texts::default();
        texts.extend_list(node);
        texts
    }

    /// Adds the items of another table, and nothing for what is none.
    pub fn extend_list(&mut self, node: &Node) {
        if let Value::List(_) | Value::Map(_) | Value::Table(_) | Value::Unknown(_) = node.value {
            self.extend(node);
        }
    }

    fn push(&mut self, node: &Node) {
        let text = match &node.value {
            Value::Str(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            // Lua makes a whole number of it where it keeps the items of a set.
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                (*number as i64).to_string()
            }
            Value::Unknown(reason) => {
                self.unknown.get_or_insert((reason.clone(), node.span));
                return;
            }
            _ => return,
        };
        self.items.push(TextItem { text, span: node.span });
    }

    /// Whether one of the texts fulfils the condition.
    pub fn any(&self, condition: impl Fn(&str) -> bool) -> Verdict {
        if self.items.iter().any(|item| condition(&item.text)) {
            return Verdict::Yes;
        }
        match &self.unknown {
            Some((reason, span)) => Verdict::CannotTell(reason.clone(), Some(*span)),
            None => Verdict::No,
        }
    }

    /// Whether the text is one of them, letter by letter.
    pub fn contains(&self, text: &str) -> Verdict {
        self.any(|item| item == text)
    }

    /// The first item that fulfils the condition.
    pub fn find(&self, condition: impl Fn(&str) -> bool) -> Option<&TextItem> {
        self.items.iter().find(|item| condition(&item.text))
    }
}
