//! Old properties against java.util.Properties, read in UTF-8 and trimmed as Jitsi does.

use jitsi_doctor::load::MemoryTree;
use jitsi_doctor::load::{Loader, Role};
use jitsi_doctor::syntax::properties;
use tempfile::TempDir;

use super::support::{
    self, Case, Outcome, Random, Tally, ask, java, lay_out, loaded, outcome, show, written,
};

const MAIN: &str = "sip-communicator.properties";

#[test]
fn written_cases() {
    let dir = TempDir::new().expect("a directory");
    let cases = written("properties", MAIN);
    assert!(cases.len() >= 25, "only {} cases", cases.len());
    let paths = lay_out(dir.path(), &cases);
    let real = ask(&mut java("PropertiesOracle", dir.path()), &paths);
    let mut tally = Tally::default();
    for ((case, path), real) in cases.iter().zip(&paths).zip(&real) {
        tally.compare(case, &outcome(real), &named(show(path, &[])));
    }
    tally.verdict("properties, written");
}

#[test]
fn generated_cases() {
    let mut tally = Tally::default();
    for batch in support::seeds().chunks(5_000) {
        let dir = TempDir::new().expect("a directory");
        let cases: Vec<Case> = batch.iter().map(|seed| generate(*seed)).collect();
        let paths = lay_out(dir.path(), &cases);
        let real = ask(&mut java("PropertiesOracle", dir.path()), &paths);
        for (case, real) in cases.iter().zip(&real) {
            tally.compare(case, &outcome(real), &named(read(&case.files[0].1)));
        }
    }
    tally.verdict("properties, generated");
}

/// Java names no file in its errors.
fn named(mut outcome: Outcome) -> Outcome {
    outcome.lines.iter_mut().for_each(|(file, _)| file.clear());
    outcome
}

fn read(text: &[u8]) -> Outcome {
    let mut tree = MemoryTree::new();
    tree.file(MAIN, text);
    let mut loader = Loader::new(&tree);
    let file = loader.load(MAIN, Role::Other).expect("it is there");
    let document = properties::parse(file, loader.sources());
    loaded(&document.root, &document.errors, loader.sources())
}

const STRANGE: [&str; 24] = [
    "\\",
    "\\u",
    "\n",
    "\r",
    "\r\n",
    "=",
    ":",
    " ",
    "\t",
    "\u{c}",
    "#",
    "!",
    "\\\n",
    "\\\r\n",
    "\\ ",
    "\\u0041",
    "\\u00",
    "é",
    "😀",
    "\u{a0}",
    "\u{85}",
    "\u{0}",
    "\u{feff}",
    "\\uD83D\\uDE00",
];

fn generate(seed: u64) -> Case {
    let mut random = Random::new(seed);
    let mut text = String::new();
    for _ in 0..random.below(8) {
        text.push_str(random.pick(&["", "", "", " ", "\t", "\u{c}", "\n", "\\\n"]));
        if random.percent(12) {
            text.push_str(random.pick(&["# comment", "! comment", "#\\", "#a=b\\u", "!"]));
        } else {
            for _ in 0..random.below(4) {
                text.push_str(random.pick(&[
                    "a",
                    "b",
                    "org.jitsi.",
                    "key",
                    "\\=",
                    "\\:",
                    "\\ ",
                    "\\u0061",
                    "é",
                    "\\\n  ",
                    "\\#",
                    "#",
                    "\\t",
                    "1",
                    "\\uD83D",
                    "\\\\",
                ]));
            }
            text.push_str(random.pick(&["=", " = ", ":", " ", "\t:\t", "", " \u{c}=", "=="]));
            for _ in 0..random.below(5) {
                text.push_str(random.pick(&[
                    "x",
                    "value",
                    " ",
                    "meet.example.com",
                    "\\\n   ",
                    "\\\r\n\t",
                    "\\n",
                    "\\u00e9",
                    "\\\\",
                    "#",
                    "!",
                    "=",
                    ":",
                    "\\x",
                    "é",
                    "😀",
                    "\\ud83d\\ude00",
                    "\\ude00",
                    "\\u12g4",
                    "  ",
                    "\\\n",
                    "\\\n\n",
                    "\u{a0}",
                    "\u{2003}",
                    "\\u0020",
                    "\u{1f}",
                    "\u{85}",
                    "\u{2028}",
                    "\\uu0041",
                    "\u{feff}",
                    "\u{200b}",
                ]));
            }
        }
        text.push_str(random.pick(&["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\\"]));
    }
    if random.percent(30) {
        random.damage(&mut text, &STRANGE);
    }
    Case { title: format!("seed {seed}"), files: vec![(MAIN.to_owned(), text.into_bytes())] }
}

/// Keeps the generator from going stale: most of what it makes must be read.
#[test]
fn most_generated_files_are_read() {
    let refused = (0..500).filter(|seed| read(&generate(*seed).files[0].1).error.is_some()).count();
    assert!((25..250).contains(&refused), "{refused} of 500 are refused");
}
