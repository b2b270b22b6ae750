//! What is written in `config` and `interfaceConfig`, beside what the web app knows.

use crate::catalogue::{Catalogue, Kind, Setting};
use crate::value::{Entry, Map, Value};

/// One key as it is written.
#[derive(Debug)]
pub struct WebOption<'d> {
    /// The block it stands in, as `welcomePage`; empty at the top.
    pub block: String,
    /// The key with its value.
    pub entry: &'d Entry,
    /// What the web app knows by this name; `None` for blocks and for names it does not know.
    pub setting: Option<&'static Setting>,
}

/// Nobody writes more keys, and unknown ones are compared with all that we know.
const MOST: usize = 5_000;

/// The keys of an object down to the depth that the web app knows. Blocks that it knows are not among them.
pub fn web_options(map: &Map, catalogue: Catalogue) -> Vec<WebOption<'_>> {
    let mut found = Vec::new();
    let mut todo = vec![(String::new(), map)];
    while let Some((block, map)) = todo.pop() {
        for entry in map.iter() {
            let name = below(&block, &entry.key);
            let setting = catalogue.get(&name);
            if setting.is_none() && !catalogue.starting_with(&format!("{name}.")).is_empty() {
                if let Value::Map(inner) = &entry.node.value {
                    todo.push((name, inner));
                }
                continue;
            }
            if found.len() < MOST {
                found.push(WebOption { block: block.clone(), entry, setting });
            }
        }
    }
    found
}

fn below(block: &str, key: &str) -> String {
    if block.is_empty() { key.to_owned() } else { format!("{block}.{key}") }
}

impl WebOption<'_> {
    /// The full name.
    pub fn name(&self) -> String {
        below(&self.block, &self.entry.key)
    }
}

impl Setting {
    /// The last part of the name.
    pub fn key(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// What stands before it: empty at the top.
    pub fn block(&self) -> &'static str {
        self.name.rsplit_once('.').map_or("", |(block, _)| block)
    }

    /// Whether a value can be meant for this option. What is not known can.
    pub fn suits(&self, value: &Value) -> bool {
        match value {
            Value::Unknown(_) | Value::Null | Value::Undefined => true,
            Value::Bool(_) => matches!(self.kind, Kind::Bool | Kind::Object),
            Value::Int(_) | Value::Float(_) => matches!(self.kind, Kind::Int | Kind::Float | Kind::Object),
            Value::Str(_) | Value::Secret(_) => {
                !matches!(self.kind, Kind::List | Kind::Int | Kind::Float | Kind::Bool)
            }
            Value::List(_) => matches!(self.kind, Kind::List | Kind::Object),
            _ => self.kind == Kind::Object,
        }
    }
}
