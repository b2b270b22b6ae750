//! Names that no option has, and what they were probably meant to be.

use std::collections::BTreeSet;

use crate::catalogue::{Catalogue, Rank, Setting};
use crate::model::edit_distance;

/// What an unknown name may stand for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Guess {
    /// The name of another option or block at the same place.
    Misspelt(String),
    /// An option or a block with this name, but elsewhere: full paths.
    Elsewhere(Vec<String>),
    /// Nothing that is known.
    Nothing,
}

/// A block of options: a run of the catalogue's table, which is sorted by name.
pub(super) struct Branch {
    /// The option that ends here.
    pub setting: Option<&'static Setting>,
    /// The options below it.
    below: &'static [Setting],
    /// How long the name of this block is in theirs, with the dot at its end.
    depth: usize,
}

impl Branch {
    /// The root of a catalogue.
    pub fn of(catalogue: Catalogue) -> Self {
        Branch { setting: None, below: catalogue.all(), depth: 0 }
    }

    /// The option or block of this name. The names of the old file, which the catalogue has too, have no place
    /// in a HOCON file.
    pub fn child(&self, key: &str) -> Option<Branch> {
        // A dot within a key is one in quotes.
        if self.depth == 0 && key == "org" || key.contains('.') {
            return None;
        }
        let name = |setting: &Setting| &setting.name[self.depth..];
        let exact = self.below.binary_search_by(|setting| name(setting).cmp(key));
        let beginning = format!("{key}.");
        let from = self.below.partition_point(|setting| name(setting) < beginning.as_str());
        let run = &self.below[from..];
        let below = &run[..run.partition_point(|setting| name(setting).starts_with(&beginning))];
        let setting = exact.ok().map(|at| &self.below[at]);
        let depth = self.depth + beginning.len();
        (setting.is_some() || !below.is_empty()).then_some(Branch { setting, below, depth })
    }

    /// All options and blocks of this block by their names.
    pub fn children(&self) -> impl Iterator<Item = (&'static str, Branch)> {
        let first = |setting: &Setting| setting.name[self.depth..].split('.').next();
        let names: BTreeSet<&'static str> = self.below.iter().filter_map(first).collect();
        names.into_iter().filter_map(|name| Some((name, self.child(name)?)))
    }
}

/// The name without what people get wrong about it: `localAddress` and `LOCAL_ADDRESS` are `local-address`.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether one name was probably meant where the other is written.
pub(super) fn alike(written: &str, known: &str) -> bool {
    let letters = written.chars().count();
    let most = match letters {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    };
    folded(written) == folded(known)
        || letters.abs_diff(known.chars().count()) <= most && edit_distance(written, known) <= most
}

/// Whether the name is some words of the known one: `brewery` of `brewery-jid`.
fn is_part(written: &str, known: &str) -> bool {
    let words: Vec<&str> = known.split(['-', '_']).collect();
    written.len() >= 4 && words.len() > 1 && written.split(['-', '_']).all(|word| words.contains(&word))
}

/// What an unknown key below a block may stand for.
pub(super) fn guess(catalogue: Catalogue, branch: &Branch, path: &str, key: &str, block: bool) -> Guess {
    let is_block = |child: &Branch| child.setting.is_none();
    let siblings: Vec<&str> =
        branch.children().filter(|(_, child)| is_block(child) == block).map(|(name, _)| name).collect();
    let same = siblings.iter().find(|name| folded(name) == folded(key));
    let nearest = || {
        let near = siblings.iter().filter(|name| alike(key, name));
        near.min_by_key(|name| edit_distance(key, name))
    };
    if let Some(name) = same.or_else(nearest) {
        return Guess::Misspelt((*name).to_owned());
    }
    let places = elsewhere(catalogue, path, key, block);
    if (1..=3).contains(&places.len()) {
        return Guess::Elsewhere(places);
    }
    let mut parts = siblings.iter().filter(|name| is_part(key, name));
    match (parts.next(), parts.next()) {
        (Some(name), None) => Guess::Misspelt((*name).to_owned()),
        _ => Guess::Nothing,
    }
}

/// Paths of options, or of blocks, with this name elsewhere. Old options are no place to go to.
fn elsewhere(catalogue: Catalogue, path: &str, key: &str, block: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let current = catalogue.iter().filter(|setting| setting.until.is_none() && setting.replaced_by.is_none());
    for setting in current.filter(|setting| !setting.name.starts_with("org.") && !setting.name.contains('*'))
    {
        let parts: Vec<&str> = setting.name.split('.').collect();
        let at = match block {
            // A root block that stands inside of another one, too.
            true => parts[..parts.len() - 1].iter().position(|part| *part == key),
            false => (parts.last() == Some(&key)).then(|| parts.len() - 1),
        };
        let Some(at) = at else { continue };
        let place = parts[..=at].join(".");
        if place != format!("{path}.{key}") && !found.contains(&place) {
            found.push(place);
        }
    }
    found
}

/// Whether a name is that of a property of the old file; and the option that stands for it.
pub(super) fn option_of_property(catalogue: Catalogue, name: &str) -> Option<Option<&'static str>> {
    let same = |known: &str| {
        let (mut known, mut parts) = (known.split('.'), name.split('.'));
        loop {
            match (known.next(), parts.next()) {
                (None, None) => return true,
                (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
                _ => return false,
            }
        }
    };
    catalogue.iter().find_map(|setting| {
        if setting.name.starts_with("org.") && same(setting.name) {
            return Some(setting.replaced_by);
        }
        let legacy = |source: &&crate::catalogue::Source| source.rank == Rank::Legacy;
        let found = setting.sources.iter().filter(legacy).any(|source| same(source.name));
        found.then_some(Some(setting.name))
    })
}
