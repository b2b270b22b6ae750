//! What is written in the files of a Java service, held against the [catalogue](crate::catalogue).
//!
//! The programs never say that they do not know a name: they look for what they know. So the walk over the
//! file is ours. It stays out of objects whose keys are the admin's, and below a name that is not known.

mod fit;
mod names;
mod properties;
#[cfg(test)]
mod tests;

pub use fit::{Fit, expected};
pub use names::Guess;
pub use properties::Property;

use self::names::Branch;
use super::layered::Layers;
use crate::catalogue::{Kind, Setting};
use crate::value::{Entry, Map, Node, Value};

/// More than these in one file are not typing errors: something else is wrong with the file.
const MOST_UNKNOWN: usize = 60;

/// One entry of a HOCON file.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its full path.
    pub path: String,
    /// The key with its places: a copy, so that the list can be kept beside the file.
    pub entry: Entry,
    /// What the catalogue says about it.
    pub what: What,
}

/// What the catalogue says about an entry.
#[derive(Clone, Debug)]
pub enum What {
    /// An option.
    Option(&'static Setting),
    /// A block of options, but the value is none.
    NoBlock,
    /// A name that no option has at this place, and what it may stand for.
    Unknown(Guess),
    /// The path of an option as one name in quotes.
    Quoted(&'static Setting),
    /// A property of the old file, and the option that stands for it.
    Property(String, Option<&'static str>),
    /// The block of another program.
    Foreign(&'static str),
}

impl Layers {
    /// The entries of the HOCON file about which the catalogue has something to say, in order.
    pub fn written(&self) -> &[Written] {
        self.written.get_or_init(|| self.walk())
    }

    fn walk(&self) -> Vec<Written> {
        let Some((_, document)) = &self.hocon else { return Vec::new() };
        let tree = Branch::of(self.catalogue);
        let mut walk = Walk { layers: self, tree: &tree, found: Vec::new(), unknown: 0 };
        for entry in document.root.iter() {
            walk.root(entry);
        }
        walk.found
    }

    /// Whether an option, or something below a block, is there under a wrong name or in a wrong place. A rule that
    /// misses the option need not say so too: the wrong name is the cause.
    pub fn is_misspelt(&self, path: &str) -> bool {
        let beginning = |name: &str| name == path || path.starts_with(&format!("{name}."));
        self.written().iter().any(|written| match &written.what {
            What::Unknown(Guess::Misspelt(right)) => {
                let above = written.path.rsplit_once('.').map(|(above, _)| above);
                beginning(&above.map_or(right.clone(), |above| format!("{above}.{right}")))
            }
            What::Unknown(Guess::Elsewhere(places)) => places.iter().any(|place| beginning(place)),
            What::Quoted(setting) => beginning(setting.name),
            _ => false,
        })
    }
}

struct Walk<'d> {
    layers: &'d Layers,
    tree: &'d Branch,
    found: Vec<Written>,
    unknown: usize,
}

impl Walk<'_> {
    fn add(&mut self, path: &str, entry: &Entry, what: What) {
        self.found.push(Written { path: path.to_owned(), entry: entry.clone(), what });
    }

    /// At the root everything may stand: people keep values there to use them with `${…}`.
    fn root(&mut self, entry: &Entry) {
        let key = entry.key.as_str();
        let catalogue = self.layers.catalogue;
        if let Some(branch) = self.tree.child(key) {
            return self.entry(key, entry, &branch);
        }
        if key.contains('.') {
            if let Some(setting) = catalogue.get(key) {
                self.add(key, entry, What::Quoted(setting));
            } else if let Some(option) = names::option_of_property(catalogue, key) {
                self.add(key, entry, What::Property(key.to_owned(), option));
            }
            return;
        }
        let Value::Map(map) = &entry.node.value else { return };
        if key == "org" {
            return self.properties("org", map);
        }
        if let Some(root) = ROOTS.iter().find(|root| **root == key) {
            return self.add(key, entry, What::Foreign(root));
        }
        let own = ROOTS.iter().filter(|root| self.tree.child(root).is_some());
        if let Some(root) = own.copied().find(|root| names::alike(key, root)) {
            self.add(key, entry, What::Unknown(Guess::Misspelt(root.to_owned())));
        }
    }

    /// Names of the old file that stand in the new one.
    fn properties(&mut self, above: &str, map: &Map) {
        for entry in map.iter() {
            let path = format!("{above}.{}", entry.key);
            match &entry.node.value {
                Value::Map(map) if path.len() < 200 => self.properties(&path, map),
                _ => {
                    if let Some(option) = names::option_of_property(self.layers.catalogue, &path) {
                        self.add(&path, entry, What::Property(path.clone(), option));
                    }
                }
            }
        }
    }

    fn entry(&mut self, path: &str, entry: &Entry, branch: &Branch) {
        if let Some(setting) = branch.setting {
            self.add(path, entry, What::Option(setting));
            // Some lists have items with options of their own.
            if let (Some(items), Some(each)) = (entry.node.as_list(), branch.child("*")) {
                let numbered = items.iter().enumerate();
                numbered.for_each(|(at, item)| self.block(&format!("{path}.{at}"), item, &each));
            }
            return;
        }
        match &entry.node.value {
            Value::Map(_) => self.block(path, &entry.node, branch),
            Value::Unknown(_) | Value::Null => {}
            _ => self.add(path, entry, What::NoBlock),
        }
    }

    fn block(&mut self, path: &str, node: &Node, branch: &Branch) {
        let Value::Map(map) = &node.value else { return };
        let any_case = path.starts_with("videobridge.apis.xmpp-client.configs.");
        for entry in map.iter() {
            // The bridge's clients do not care about upper and lower case.
            let key = if any_case { entry.key.to_lowercase() } else { entry.key.clone() };
            let below = format!("{path}.{key}");
            match branch.child(&key).or_else(|| branch.child("*")) {
                Some(child) => self.entry(&below, entry, &child),
                None if self.unknown < MOST_UNKNOWN => {
                    self.unknown += 1;
                    let block = matches!(entry.node.value, Value::Map(_));
                    let guess = names::guess(self.layers.catalogue, branch, path, &key, block);
                    self.add(&below, entry, What::Unknown(guess));
                }
                None => {}
            }
        }
    }
}

/// The blocks of the programs.
const ROOTS: [&str; 3] = ["jibri", "jicofo", "videobridge"];

impl Written {
    /// How the value of an option agrees with its kind; `None` for what is no option.
    pub fn fit(&self) -> Option<(&'static Setting, Fit)> {
        match self.what {
            What::Option(setting) => Some((setting, fit::fit(setting, &self.entry.node.value))),
            _ => None,
        }
    }
}

/// Whether a setting of this kind may have any keys below it.
fn is_free(kind: Kind) -> bool {
    kind == Kind::Object
}
