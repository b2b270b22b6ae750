//! Edits that change nothing for any program: other quotes, another order, other files, another name.

use std::sync::LazyLock;

use jitsi_doctor::load::MemoryTree;
use regex::{Captures, Regex};

use crate::mutate::{Edit, edited};
use crate::spots::{Form, Place, Spot, Subject};

/// A fixed sequence of numbers (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % limit.max(1) as u64) as usize
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// The domain of the installations.
pub const NAME: &str = "meet.acme.org";
const OTHER_NAMES: [&str; 4] =
    ["talk.example.net", "konferenz.intra.beispiel.de", "a.io", "meet2.sub.acme.co.uk"];

/// An installation written otherwise, what was done, and its domain.
pub struct Variant {
    pub tree: MemoryTree,
    pub done: Vec<&'static str>,
    pub name: String,
}

type Way = (&'static str, fn(&str, &mut Random) -> String);

/// Ways to write a file otherwise, by the ending of its name.
const WAYS: [(&str, &[Way]); 6] = [
    (
        ".cfg.lua",
        &[
            ("Lua comments", lua_comments),
            ("order of lists", order_of_items),
            ("order of options", order_of_options),
        ],
    ),
    ("-config.js", &[("JavaScript comments", slash_comments), ("order of keys", order_of_keys)]),
    (
        "/jicofo.conf",
        &[
            ("HOCON comments", hash_comments),
            ("order of keys", order_of_fields),
            ("texts for booleans", booleans),
        ],
    ),
    (
        "/jvb.conf",
        &[
            ("HOCON comments", slash_comments),
            ("order of keys", order_of_fields),
            ("texts for booleans", booleans),
        ],
    ),
    (".properties", &[("comments of properties", hash_comments), ("order of properties", order_of_lines)]),
    (
        NAME_CONF,
        &[
            ("nginx comments", hash_comments),
            ("order of locations", order_of_locations),
            ("order of headers", order_of_headers),
        ],
    ),
];
const NAME_CONF: &str = "meet.acme.org.conf";

/// One variant, by chance.
pub fn variant(subject: &Subject, random: &mut Random) -> Variant {
    let mut done = Vec::new();
    let mut edits = Vec::new();
    for spot in &subject.spots {
        if random.yes() {
            edits.extend(respelt(subject, spot, random));
        }
    }
    done.push("other spelling of values");
    let mut tree = edited(&subject.tree, &edits);
    let files: Vec<String> = tree.files().map(|(path, _)| path.to_owned()).collect();
    for path in &files {
        let ways = WAYS.iter().filter(|(ending, _)| path.ends_with(ending) && path.starts_with("etc/"));
        for (what, way) in ways.flat_map(|(_, ways)| *ways) {
            if random.yes() {
                rewrite(&mut tree, path, |text| way(text, random));
                done.push(what);
            }
        }
    }
    if random.yes() {
        hosts(&mut tree, random);
        done.push("order and files of hosts");
    }
    if tree.bytes_mut("etc/turnserver.conf").is_some() && random.yes() {
        rewrite(&mut tree, "etc/turnserver.conf", |text| order_of_lines(text, random));
        done.push("order of coturn's options");
    }
    let mut name = NAME.to_owned();
    if random.yes() {
        name = OTHER_NAMES[random.below(OTHER_NAMES.len())].to_owned();
        tree = renamed(&tree, &name);
        done.push("another name");
    }
    if random.below(4) == 0 {
        let files: Vec<String> = tree.files().map(|(path, _)| path.to_owned()).collect();
        let endings = [".lua", ".js", ".conf", ".properties"];
        for path in files.iter().filter(|path| endings.iter().any(|ending| path.ends_with(ending))) {
            rewrite(&mut tree, path, |text| text.replace('\n', "\r\n"));
        }
        done.push("line ends of Windows");
    }
    Variant { tree, done, name }
}

fn rewrite(tree: &mut MemoryTree, path: &str, way: impl FnOnce(&str) -> String) {
    if let Some(bytes) = tree.bytes_mut(path) {
        *bytes = way(std::str::from_utf8(bytes).expect("UTF-8")).into_bytes();
    }
}

/// The same value in other words.
fn respelt(subject: &Subject, spot: &Spot, random: &mut Random) -> Vec<Edit> {
    let text = subject.text(&spot.place.file);
    let old = &text[spot.place.range.clone()];
    let at = |range: std::ops::Range<usize>| Place { file: spot.place.file.clone(), range };
    let plain = !spot.value.is_empty()
        && spot.value.chars().all(|c| c.is_ascii_alphanumeric() || "-_./@:".contains(c));
    let mut new = old.to_owned();
    let whole = old.trim_matches(['"', '\'']).eq_ignore_ascii_case(&spot.value);
    if plain && whole && folds(spot) && random.yes() {
        new = other_case(old, random);
    }
    let inner = new.trim_matches(['"', '\'']).to_owned();
    let quoted = |sign: char| {
        old.starts_with(sign) && old.ends_with(sign) && inner.len() + 2 == old.len() && !inner.contains(sign)
    };
    if spot.is_prosody() && plain && quoted('"') {
        new = match random.below(3) {
            0 => format!("'{inner}'"),
            1 => format!("[[{inner}]]"),
            _ => format!("\"{inner}\""),
        };
    } else if spot.name.starts_with("web:") && plain && quoted('\'') {
        new = if random.yes() { format!("\"{inner}\"") } else { format!("`{inner}`") };
    } else if spot.name.contains(".conf:") && plain {
        let bare = inner.starts_with(|c: char| c.is_ascii_alphabetic()) && !inner.contains(['@', ':', '/']);
        new = match bare && quoted('"') {
            true => inner,
            false if quoted('"') => new,
            false => format!("\"{inner}\""),
        };
    }
    let mut edits = vec![Edit { place: at(spot.place.range.clone()), new }];
    // The key and the sign behind it.
    let key = spot.whole.start..spot.place.range.start;
    if spot.form == Form::Option && key.end > key.start && !text[key.clone()].contains(['\n', '{', '[']) {
        let before = &text[key.clone()];
        let name = before.trim_end_matches([' ', ':', '=']);
        let simple = name.chars().all(|c| c.is_ascii_alphanumeric());
        let changed = match () {
            () if spot.name.starts_with("web:") && simple && before.trim_end().ends_with(':') => {
                format!("'{name}': ")
            }
            () if spot.name.contains(".conf:") => format!("{name} {} ", if random.yes() { ":" } else { "=" }),
            () if spot.name.contains(".properties:") => {
                format!("{name}{}", [" = ", ":", " "][random.below(3)])
            }
            () => before.to_owned(),
        };
        edits.push(Edit { place: at(key), new: changed });
    }
    edits
}

/// Whether XMPP or DNS folds the value's case before anything compares it.
fn folds(spot: &Spot) -> bool {
    const HOCON: [&str; 7] =
        ["client-proxy", "xmpp-domain", "domain", "brewery-jid", "DOMAIN", "MUC_JIDS", "server_name"];
    let jvb_socket = spot.name.contains("websockets");
    (spot.key == "host" && spot.form == Form::Header)
        || spot.name.starts_with("web:hosts.")
        || (HOCON.contains(&spot.key.as_str())
            && !jvb_socket
            && !spot.is_prosody()
            && !spot.name.starts_with("web:"))
}

fn other_case(text: &str, random: &mut Random) -> String {
    text.chars().map(|c| if random.below(4) == 0 { c.to_ascii_uppercase() } else { c }).collect()
}

fn with_lines_between(text: &str, random: &mut Random, lines: &[&str]) -> String {
    let mut new = String::new();
    for line in text.split_inclusive('\n') {
        if random.below(6) == 0 {
            new.push_str(lines[random.below(lines.len())]);
            new.push('\n');
        }
        new.push_str(line);
    }
    new
}

fn lua_comments(text: &str, random: &mut Random) -> String {
    with_lines_between(
        text,
        random,
        &["", "-- VirtualHost \"old.acme.org\"", "    --[[ \"polls\"; ]]", "--authentication = \"token\""],
    )
}

fn slash_comments(text: &str, random: &mut Random) -> String {
    with_lines_between(
        text,
        random,
        &["", "// anonymousdomain: 'guest.example.com',", "        // enabled = false {"],
    )
}

fn hash_comments(text: &str, random: &mut Random) -> String {
    with_lines_between(
        text,
        random,
        &["", "# org.jitsi.jicofo.auth.URL=XMPP:old.acme.org", "    # location / { return 404; }"],
    )
}

/// Lines in a row that all fit, in another order.
fn shuffled_runs(text: &str, random: &mut Random, fits: impl Fn(&str) -> bool) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut new: Vec<&str> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let run =
            lines[at..].iter().take_while(|line| fits(line) && indent(line) == indent(lines[at])).count();
        let mut these = lines[at..at + run.max(1)].to_vec();
        random.shuffle(&mut these);
        at += these.len();
        new.extend(these);
    }
    new.concat()
}

macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a pattern"));
    };
}
pattern!(ITEM, r#"^\s+["'\[]+[a-z0-9_]+["'\]]+[;,]\s*(--.*)?\n$"#);
pattern!(OPTION, r#"^    [a-z0-9_]+ ?= ?["'\[a-z0-9][^{};]*\n$"#);
pattern!(KEY, r"^\s+'?[a-zA-Z]+'?: [^{}\[\]]+,\n$");
pattern!(FIELD, r"^\s+[a-zA-Z_-]+ ?[:=] ?[^{}\[\]]+\n$");
pattern!(HEADER, r"^\s+proxy_set_header [^;]+;\n$");
pattern!(BOOLEAN, r"([:=] ?)(true|false)\n");

fn order_of_items(text: &str, random: &mut Random) -> String {
    shuffled_runs(text, random, |line| ITEM.is_match(line))
}

fn order_of_options(text: &str, random: &mut Random) -> String {
    shuffled_runs(text, random, |line| OPTION.is_match(line))
}

fn order_of_keys(text: &str, random: &mut Random) -> String {
    shuffled_runs(text, random, |line| KEY.is_match(line))
}

fn order_of_fields(text: &str, random: &mut Random) -> String {
    shuffled_runs(text, random, |line| FIELD.is_match(line))
}

fn order_of_headers(text: &str, random: &mut Random) -> String {
    shuffled_runs(text, random, |line| HEADER.is_match(line))
}

fn order_of_lines(text: &str, random: &mut Random) -> String {
    shuffled_runs(text, random, |line| line.ends_with('\n'))
}

fn booleans(text: &str, _: &mut Random) -> String {
    BOOLEAN.replace_all(text, |found: &Captures<'_>| format!("{}\"{}\"\n", &found[1], &found[2])).into_owned()
}

/// Locations for one path each: which comes first does not matter.
fn order_of_locations(text: &str, random: &mut Random) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut rest = String::new();
    let mut open = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("    location = ") {
            open = true;
            blocks.push(String::new());
            rest.push('\u{1}');
        }
        match (open, blocks.last_mut()) {
            (true, Some(block)) => block.push_str(line),
            _ => rest.push_str(line),
        }
        open &= line != "    }\n";
    }
    // The first one is in the server for plain HTTP, which has others.
    random.shuffle(&mut blocks[1..]);
    let mut blocks = blocks.into_iter();
    rest.chars()
        .map(|c| if c == '\u{1}' { blocks.next().unwrap_or_default() } else { c.to_string() })
        .collect()
}

/// The hosts in another order, some of them in a file of their own.
fn hosts(tree: &mut MemoryTree, random: &mut Random) {
    let path = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
    let text = String::from_utf8(tree.bytes_mut(path).expect("the file").clone()).expect("UTF-8");
    let mut blocks: Vec<String> = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with("VirtualHost ") || line.starts_with("Component ") {
            blocks.push(String::new());
        }
        blocks.last_mut().expect("one").push_str(line);
    }
    random.shuffle(&mut blocks[1..]);
    let keep = 1 + random.below(blocks.len());
    let other = blocks.split_off(keep.min(blocks.len())).concat();
    rewrite(tree, path, |_| blocks.concat());
    let name = ["etc/prosody/conf.d/0-first.cfg.lua", "etc/prosody/conf.d/zz-last.cfg.lua"][random.below(2)];
    if random.yes() {
        tree.file(name, other);
    } else {
        tree.file("etc/prosody/more.lua", other);
        rewrite(tree, path, |text| format!("{text}\nInclude \"/etc/prosody/more.lua\"\n"));
    }
}

/// The whole installation under another name.
fn renamed(tree: &MemoryTree, name: &str) -> MemoryTree {
    let encoded = |name: &str| name.replace('.', "%2e");
    let change = |text: &str| text.replace(NAME, name).replace(&encoded(NAME), &encoded(name));
    let mut new = MemoryTree::new();
    for (path, bytes) in tree.files() {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let lower = Regex::new(&format!("(?i){}", regex::escape(NAME))).expect("a pattern");
        new.file(&change(path), lower.replace_all(&change(text), name).into_owned());
    }
    for (path, target) in tree.links() {
        new.link(&change(path), &format!("/{}", change(target)));
    }
    new
}
