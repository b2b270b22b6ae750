//! The files of a wildcard are read in the order of their directory, which is no certain order.

use std::collections::BTreeMap;

use super::evaluate::Evaluator;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Entry, Reason, Value};

/// Something that another file of the same wildcard may do too.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// An option of a section was set.
    Set(usize, String),
    /// Something was appended to it.
    Appended(usize, String),
    /// A section was opened.
    Opened(usize),
}

/// What is decided by the order: an option of a section, or without a name its module.
type Matter = (usize, Option<String>);

/// What one file did to it, and what it left.
struct Left {
    file: String,
    value: Option<Value>,
    appended: bool,
}

/// Watches the files of one wildcard.
pub struct Order {
    pattern: String,
    start: usize,
    matters: BTreeMap<Matter, Vec<Left>>,
}

impl Order {
    pub fn new(shared: &mut Evaluator<'_, '_>, pattern: &str) -> Self {
        shared.wildcards += 1;
        Order { pattern: pattern.to_owned(), start: shared.deeds.len(), matters: BTreeMap::new() }
    }

    /// Notes what a file did that was just read.
    pub fn read(&mut self, shared: &mut Evaluator<'_, '_>, file: &str) {
        let mut done: BTreeMap<Matter, bool> = BTreeMap::new();
        for deed in &shared.deeds[self.start..] {
            let (matter, appended) = match deed {
                Deed::Set(section, name) => ((*section, Some(name.clone())), false),
                Deed::Appended(section, name) => ((*section, Some(name.clone())), true),
                Deed::Opened(section) => ((*section, None), false),
            };
            *done.entry(matter).or_insert(true) &= appended;
        }
        // An enclosing wildcard has to see it too.
        self.start = shared.deeds.len();
        for (matter, appended) in done {
            let value = value_of(shared, &matter);
            self.matters.entry(matter).or_default().push(Left { file: file.to_owned(), value, appended });
        }
    }

    /// What several files set to different values is not known.
    pub fn finish(self, shared: &mut Evaluator<'_, '_>) {
        for (matter, left) in self.matters {
            let differs = left.windows(2).any(|pair| match (&pair[0].value, &pair[1].value) {
                (Some(one), Some(other)) => !same(one, other),
                (one, other) => one.is_some() != other.is_some(),
            });
            let all_append = left.iter().all(|left| left.appended);
            let (Some(first), Some(last)) = (left.first(), left.last()) else { continue };
            if left.len() < 2 || !differs || all_append {
                continue;
            }
            let what = match &matter {
                (_, Some(name)) => format!("`{name}`"),
                (section, None) => format!("the module of `{}`", shared.config.sections[*section].name),
            };
            let reason = format!(
                "{} and {} both set {what}, and Prosody reads the files of {} in no certain order",
                first.file, last.file, self.pattern
            );
            let place = mark(shared, &matter, &reason);
            if place.is_none() {
                shared.lossy(reason);
            }
            if let Some(place) = place {
                let cause = format!(
                    "{what} is set in {} too, and which of the two counts depends on the order of the directory",
                    first.file
                );
                shared.note(SyntaxError::new(place, cause).fix("set it in one of the files only"));
            }
        }
        shared.wildcards -= 1;
        if shared.wildcards == 0 {
            shared.deeds.clear();
        }
    }
}

/// Makes it unknown, and says where it stands.
fn mark(shared: &mut Evaluator<'_, '_>, (section, name): &Matter, reason: &str) -> Option<Span> {
    let section = shared.config.sections.get_mut(*section)?;
    match name {
        Some(name) => {
            let node = section.options.get_mut(name)?;
            node.value = Value::Unknown(Reason::new(reason));
            Some(node.span)
        }
        None => {
            let header = section.headers.last_mut()?;
            header.unordered = Some(Reason::new(reason));
            Some(header.span)
        }
    }
}

fn value_of(shared: &Evaluator<'_, '_>, (section, name): &Matter) -> Option<Value> {
    let section = shared.config.sections.get(*section)?;
    let node = match name {
        Some(name) => section.options.get(name),
        None => section.headers.last()?.module.as_ref(),
    };
    node.map(|node| node.value.clone())
}

/// Whether two values are the same, wherever they are written.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| same(&one.value, &other.value))
        }
        (Value::Map(one), Value::Map(other)) => {
            let same_in = |entry: &Entry| {
                other.get(&entry.key).is_some_and(|other| same(&entry.node.value, &other.value))
            };
            one.len() == other.len() && one.iter().all(same_in)
        }
        (Value::Table(_), Value::Table(_)) => false,
        _ => one == other,
    }
}
