//! Mutants: one value that others agree with is changed, removed, or moved to a place where it is not read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jitsi_doctor::load::MemoryTree;

use crate::atoms::{Atom, Kind, atoms};
use crate::spots::{Form, Place, Spot, Subject};

/// What is done to a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    Change,
    Remove,
    Move,
}

impl Operation {
    pub const ALL: [Operation; 3] = [Operation::Change, Operation::Remove, Operation::Move];

    pub fn name(self) -> &'static str {
        match self {
            Operation::Change => "change",
            Operation::Remove => "remove",
            Operation::Move => "move",
        }
    }
}

/// A text put in the place of another.
#[derive(Clone, Debug)]
pub struct Edit {
    pub place: Place,
    pub new: String,
}

/// An installation with one fault.
#[derive(Clone, Debug)]
pub struct Mutant {
    pub kind: Kind,
    pub operation: Operation,
    /// The name of the value.
    pub spot: String,
    /// What was done, in words.
    pub what: String,
    pub edits: Vec<Edit>,
    /// Where a finding may point: the value, its headers, and the values it agreed with.
    pub places: Vec<Place>,
}

/// Ports and the like that a program takes where nothing is written.
const IMPLIED: [(Kind, &str); 3] = [
    // Prosody's `http_ports` and `c2s_ports`, Jicofo's `jicofo.rest.port`.
    (Kind::Port, "5280"),
    (Kind::Port, "5222"),
    (Kind::Port, "8888"),
];

/// Every mutant of an installation.
pub fn mutants(subject: &Subject) -> Vec<Mutant> {
    let all: Vec<BTreeSet<Atom>> = subject.spots.iter().map(|spot| atoms(spot, &subject.tree)).collect();
    let mut named: BTreeMap<&Atom, Vec<usize>> = BTreeMap::new();
    for (at, atoms) in all.iter().enumerate() {
        atoms.iter().for_each(|atom| named.entry(atom).or_default().push(at));
    }
    let mut maker = Maker { subject, named, mutants: Vec::new(), removed: BTreeSet::new() };
    for (spot, atoms) in subject.spots.iter().zip(&all) {
        maker.spot(spot, atoms);
    }
    maker.mutants
}

struct Maker<'s> {
    subject: &'s Subject,
    named: BTreeMap<&'s Atom, Vec<usize>>,
    mutants: Vec<Mutant>,
    removed: BTreeSet<Place>,
}

impl<'s> Maker<'s> {
    fn spot(&mut self, spot: &'s Spot, atoms: &BTreeSet<Atom>) {
        let mut shared: Vec<&Atom> = Vec::new();
        for atom in atoms {
            let others = self.others(spot, atom);
            if !others.is_empty() || self.is_implied(spot, atom) {
                shared.push(atom);
                self.change(spot, atom, false);
            } else if atom.kind == Kind::Domain && self.parent_is_named(spot, atom) {
                self.change(spot, atom, true);
            }
        }
        let Some(first) = shared.first() else { return };
        if first.kind == Kind::Module && !self.is_needed(spot) {
            return;
        }
        self.remove(spot, &shared);
        self.move_away(spot, &shared);
    }

    /// The other values that name the same.
    fn others(&self, spot: &Spot, atom: &Atom) -> Vec<&'s Spot> {
        let spots = self.named.get(atom).into_iter().flatten().map(|at| &self.subject.spots[*at]);
        let other = |other: &&Spot| match atom.kind {
            // Within one file, addresses and ports are the same by chance, or because of an alias.
            Kind::Path | Kind::Port => other.place.file != spot.place.file,
            // That two hosts load the same module is no agreement.
            Kind::Module => false,
            _ => other.place != spot.place,
        };
        spots.filter(other).collect()
    }

    fn is_implied(&self, spot: &Spot, atom: &Atom) -> bool {
        match atom.kind {
            // A secret has another side by its nature; a module and a file are named by their own names.
            Kind::Secret | Kind::Module => true,
            Kind::Path => atom.text.starts_with('/') && spot.form != Form::Header,
            _ => IMPLIED.contains(&(atom.kind, atom.text.as_str())),
        }
    }

    fn parent_is_named(&self, spot: &Spot, atom: &Atom) -> bool {
        let Some((_, parent)) = atom.text.split_once('.') else { return false };
        let parent = Atom { kind: Kind::Domain, text: parent.to_owned() };
        !self.others(spot, &parent).is_empty()
    }

    /// Whether something else names the module: an option that it reads, its Component, an address.
    fn is_needed(&self, spot: &Spot) -> bool {
        spot.form == Form::Header || spot.key == "authentication" || !self.users(&spot.value).is_empty()
    }

    /// Options and Components that belong to a module, by their names.
    fn users(&self, module: &str) -> Vec<&'s Spot> {
        let stem =
            module.trim_start_matches("muc_").trim_end_matches("_rooms").trim_end_matches("_component");
        self.subject
            .spots
            .iter()
            .filter(|other| {
                let own = other.is_module() && other.form == Form::Item;
                let reads = other.key.starts_with(stem) || other.key.starts_with(module);
                let is = other.key == "type" && other.value.starts_with(stem);
                !own && (reads || is) && (other.is_prosody() || other.name.starts_with("web:"))
            })
            .collect()
    }

    fn change(&mut self, spot: &'s Spot, atom: &Atom, parent_only: bool) {
        let text = &self.subject.text(&spot.place.file)[spot.place.range.clone()];
        for (range, new) in typos(text, atom, parent_only) {
            let start = spot.place.range.start;
            let place =
                Place { file: spot.place.file.clone(), range: start + range.start..start + range.end };
            let what = format!("{} -> {new}", &text[range]);
            let edits = vec![Edit { place, new }];
            self.push(spot, &[atom], Operation::Change, what, edits);
        }
    }

    fn remove(&mut self, spot: &'s Spot, shared: &[&Atom]) {
        let range = removal(self.subject.text(&spot.place.file), spot.whole.clone());
        let place = Place { file: spot.place.file.clone(), range };
        if self.removed.insert(place.clone()) {
            let edits = vec![Edit { place, new: String::new() }];
            self.push(spot, shared, Operation::Remove, "removed".into(), edits);
        }
    }

    fn move_away(&mut self, spot: &'s Spot, shared: &[&Atom]) {
        let text = self.subject.text(&spot.place.file);
        let from = removal(text, spot.whole.clone());
        for (what, to, new) in self.targets(spot, text, &text[spot.whole.clone()]) {
            let cut = Edit {
                place: Place { file: spot.place.file.clone(), range: from.clone() },
                new: String::new(),
            };
            self.push(spot, shared, Operation::Move, what, vec![cut, Edit { place: to, new }]);
        }
    }

    /// Where a text may go, and how it is written there.
    fn targets(&self, spot: &Spot, text: &str, whole: &str) -> Vec<(String, Place, String)> {
        let at = |file: &str, offset: usize| Place { file: file.to_owned(), range: offset..offset };
        let mut targets = Vec::new();
        match (&spot.section, spot.form) {
            (Some(section), Form::Option) if section != "*" && spot.headers.len() == 1 => {
                let has = |host: &str| {
                    let name = format!("prosody:{host}:{}", spot.key);
                    self.subject.spots.iter().any(|other| other.name == name)
                };
                let mut hosts = self
                    .subject
                    .spots
                    .iter()
                    .filter(|other| other.form == Form::Header && other.key == "host");
                let other = hosts.find(|host| {
                    host.value != *section && host.place.file == spot.place.file && !has(&host.value)
                });
                if let Some(host) = other {
                    let end = line_end(text, host.headers[0].range.end);
                    targets.push((
                        format!("to {}", host.value),
                        at(&spot.place.file, end),
                        format!("    {whole}\n"),
                    ));
                }
            }
            (Some(section), Form::Item) if spot.is_module() => {
                let lists = self.subject.spots.iter().filter(|other| other.key == "modules_enabled");
                let mut seen = BTreeSet::from([section.clone()]);
                for first in lists {
                    let Some(host) = &first.section else { continue };
                    let name = format!("prosody:{host}:modules_enabled[{}]", spot.value);
                    let has = self.subject.spots.iter().any(|other| other.name == name);
                    if seen.insert(host.clone()) && !has && seen.len() <= 4 {
                        let to = at(&first.place.file, first.place.range.start);
                        targets.push((format!("to {host}"), to, format!("{whole}; ")));
                    }
                }
            }
            (None, Form::Option) if spot.headers.len() > 1 && !spot.name.contains(".properties:") => {
                // Out of its object, to the one around it.
                let header = &spot.headers[0];
                let start = text[..header.range.start].rfind('\n').map_or(0, |at| at + 1);
                if !text[start..].trim_start().starts_with("config.") {
                    targets.push(("one level up".into(), at(&spot.place.file, start), format!("{whole},\n")));
                }
            }
            (None, Form::Word) if spot.key == "location" => {
                let own = spot.headers[0].range.start;
                let other = text.match_indices("\nserver {\n").find(|(at, _)| at + 1 != own);
                if let Some((start, found)) = other {
                    let to = at(&spot.place.file, start + found.len());
                    targets.push(("to another server".into(), to, format!("{whole}\n")));
                }
            }
            _ => {}
        }
        targets
    }

    fn push(
        &mut self,
        spot: &'s Spot,
        shared: &[&Atom],
        operation: Operation,
        what: String,
        edits: Vec<Edit>,
    ) {
        let mut places: Vec<Place> = edits.iter().map(|edit| edit.place.clone()).collect();
        places.push(spot.place.clone());
        places.extend(spot.headers.iter().cloned());
        for atom in shared {
            let counterparts = match atom.kind {
                Kind::Module => self.users(&spot.value),
                _ => self.others(spot, atom),
            };
            for other in counterparts {
                places.push(other.place.clone());
                places.extend(other.headers.iter().cloned());
            }
        }
        let kind = shared[0].kind;
        self.mutants.push(Mutant { kind, operation, spot: spot.name.clone(), what, edits, places });
    }
}

/// Slips of the pen: where in the text, and what is written instead.
fn typos(text: &str, atom: &Atom, parent_only: bool) -> Vec<(Range<usize>, String)> {
    let lower = text.to_ascii_lowercase();
    let find = |part: &str| lower.find(&part.to_ascii_lowercase()).map(|at| at..at + part.len());
    let less = |range: &Range<usize>| without_letter(&text[range.clone()]);
    let mut typos = Vec::new();
    match atom.kind {
        Kind::Domain => {
            let (first, _) = atom.text.split_once('.').unwrap_or((&atom.text, ""));
            let label = find(&atom.text)
                .or_else(|| find(&format!("{first}.")))
                .map(|at| at.start..at.start + first.len());
            if !parent_only {
                typos.extend(label.map(|range| (range.clone(), less(&range))));
            }
            let labels: Vec<&str> = atom.text.split('.').collect();
            let end = labels[labels.len().saturating_sub(2)..].join(".");
            let full = find(&atom.text).map(|at| at.end - end.len()..at.end).or_else(|| find(&end));
            if labels.len() > 2 {
                typos.extend(full.map(|range| (range.clone(), less(&range))));
            }
        }
        Kind::Jid => {
            let node = atom.text.split('@').next().unwrap_or_default();
            let range = find(&atom.text).map(|at| at.start..at.start + node.len());
            typos.extend(range.map(|range| (range.clone(), less(&range))));
        }
        Kind::Port => {
            let new = atom.text.parse::<u32>().unwrap_or_default() + 1;
            typos.extend(find(&atom.text).map(|range| (range, new.to_string())));
        }
        Kind::Path if atom.text.starts_with('/') => {
            let range = find(&atom.text);
            let last = atom.text.rsplit('/').next().unwrap_or_default();
            let range = range.map(|at| at.end - last.len()..at.end);
            typos.extend(range.map(|range| (range.clone(), less(&range))));
        }
        Kind::Path => {
            let before = ["/", "=", "(", "|", "'", "\""];
            let found = before.iter().find_map(|sign| find(&format!("{sign}{}", atom.text)));
            typos.extend(found.map(|at| at.start + 1..at.end).map(|range| (range.clone(), less(&range))));
        }
        Kind::Secret => {
            let changed = |range: &Range<usize>| {
                let old = &text[range.clone()];
                let last = if old.ends_with('0') { "1" } else { "0" };
                format!("{}{last}", &old[..old.len().saturating_sub(1)])
            };
            typos.extend(find(&atom.text).map(|range| (range.clone(), changed(&range))));
        }
        Kind::Module => typos.extend(find(&atom.text).map(|range| (range.clone(), less(&range)))),
    }
    typos
}

/// The text with its second letter left out.
fn without_letter(text: &str) -> String {
    let skip = text.char_indices().nth(1).map_or(0..0, |(at, sign)| at..at + sign.len_utf8());
    format!("{}{}", &text[..skip.start], &text[skip.end..])
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
}

/// What goes with an option that is deleted: the separator behind it, and the line if nothing else is on it.
fn removal(text: &str, whole: Range<usize>) -> Range<usize> {
    let mut start = text[..whole.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[start..whole.start].trim_start();
    let owner = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let alone = owner.is_empty();
    if !alone {
        start = whole.start;
    }
    let mut end = whole.end;
    end += text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
    if text[end..].starts_with([';', ',']) {
        end += 1;
    }
    let rest = &text[end..line_end(text, end)];
    let after = rest.trim();
    match alone
        && (after.is_empty() || after.starts_with("--") || after.starts_with('#') || after.starts_with("//"))
    {
        true => start..end + rest.len(),
        false => start..end,
    }
}

/// The tree with all edits done.
pub fn edited(tree: &MemoryTree, edits: &[Edit]) -> MemoryTree {
    let mut tree = tree.clone();
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.place.clone()));
    for edit in edits {
        let bytes = tree.bytes_mut(&edit.place.file).expect("a file of the tree");
        bytes.splice(edit.place.range.clone(), edit.new.bytes());
    }
    tree
}

/// Where an old offset is after the edits.
pub fn moved(edits: &[Edit], file: &str, offset: usize) -> usize {
    let mut now = offset as isize;
    for Edit { place, new } in edits.iter().filter(|edit| edit.place.file == file) {
        if place.range.end <= offset && !(place.range.is_empty() && place.range.end == offset) {
            now += new.len() as isize - place.range.len() as isize;
        } else if place.range.start < offset {
            now -= (offset - place.range.start) as isize;
        }
    }
    now.max(0) as usize
}
